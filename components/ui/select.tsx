"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as AriaSelect, Button, Label, ListBox, ListBoxItem, Popover, SelectValue } from "react-aria-components";
import { CHOICE, POPOVER } from "./menu";

interface Choice {
  readonly id: string;
  readonly name: string;
}

interface SelectProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  className?: string;
}

/** One of a short, known list. */
export function Select({ label, choices, value, onChange, className = "" }: SelectProps) {
  return (
    <AriaSelect
      className={`flex min-w-36 flex-col gap-1 ${className}`}
      onChange={(key) => onChange(String(key))}
      value={value}
    >
      <Label className="label">{label}</Label>
      <Button className="flex h-8 items-center justify-between gap-2 rounded-md border border-line-strong bg-panel px-2 text-sm data-hovered:bg-raised">
        <SelectValue className="truncate" />
        <ChevronDown aria-hidden="true" className="shrink-0 text-ink-soft" size={14} />
      </Button>
      <Popover className={`${POPOVER} max-h-80 min-w-(--trigger-width) overflow-y-auto p-1`}>
        <ListBox className="outline-none" items={choices}>
          {(choice) => (
            <ListBoxItem className={CHOICE} id={choice.id} textValue={choice.name}>
              {({ isSelected }) => (
                <>
                  <span className="grow truncate">{choice.name}</span>
                  {isSelected ? <Check aria-hidden="true" size={14} /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
