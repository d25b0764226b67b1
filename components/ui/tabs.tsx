"use client";

import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";

interface TabsProps {
  label: string;
  value: string;
  onChange: (id: string) => void;
  tabs: readonly { readonly id: string; readonly name: string; readonly content: () => ReactNode }[];
}

/** Several views of one thing; only the chosen one is made, so that only it is looked at. */
export function Tabs({ label, value, onChange, tabs }: TabsProps) {
  return (
    <AriaTabs
      className="flex min-h-0 grow flex-col"
      onSelectionChange={(key) => onChange(String(key))}
      selectedKey={value}
    >
      <TabList aria-label={label} className="flex shrink-0 gap-4 overflow-x-auto border-b border-line px-4">
        {tabs.map((tab) => (
          <Tab
            className="-mb-px h-8 -outline-offset-2 border-b-2 border-transparent pt-1 text-sm whitespace-nowrap text-ink-soft data-hovered:text-ink data-selected:border-ink data-selected:font-medium data-selected:text-ink"
            id={tab.id}
            key={tab.id}
          >
            {tab.name}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel className="relative min-h-0 grow overflow-y-auto" id={tab.id} key={tab.id}>
          {tab.id === value ? tab.content() : null}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
