"use client";

import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps,
  MenuTrigger,
  Popover,
} from "react-aria-components";

/** The surface on which menus and lists of choices open. */
export const POPOVER =
  "rounded-md border border-line-strong bg-panel outline-none data-entering:opacity-0 transition-opacity duration-75";

/** One line in a list of choices. */
export const CHOICE =
  "flex h-8 items-center gap-2 rounded-sm px-2 text-sm outline-none data-disabled:opacity-50 data-focused:bg-raised data-hovered:bg-raised";

/** A button and the menu that it opens. The first child is the button. */
export function Menu({ label, trigger, children }: { label: string; trigger: ReactNode; children: ReactNode }) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={`${POPOVER} min-w-52 p-1`} offset={4}>
        <AriaMenu aria-label={label} className="outline-none">
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

/** One thing that a menu does. */
export function MenuItem({ className = "", ...rest }: Omit<MenuItemProps, "className"> & { className?: string }) {
  return <AriaMenuItem {...rest} className={`${CHOICE} ${className}`} />;
}
