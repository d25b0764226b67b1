"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./button";

const WIDTH = { small: "max-w-md", usual: "max-w-xl", wide: "max-w-4xl" } as const;

interface DialogProps {
  title: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  width?: keyof typeof WIDTH;
  role?: "dialog" | "alertdialog";
  children: ReactNode;
}

/** A question that must be answered, or left, before anything else. */
export function Dialog({ title, isOpen, onOpenChange, width = "usual", role = "dialog", children }: DialogProps) {
  return (
    <ModalOverlay
      className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto bg-overlay p-4 pt-[8vh]"
      isDismissable={role === "dialog"}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <Modal className={`w-full ${WIDTH[width]} rounded-lg border border-line-strong bg-panel`}>
        <AriaDialog className="flex max-h-[84vh] flex-col outline-none" role={role}>
          <header className="flex items-center justify-between gap-4 border-b border-line px-4 py-2.5">
            <Heading className="text-base font-semibold" slot="title">
              {title}
            </Heading>
            <IconButton label="Close" onPress={() => onOpenChange(false)}>
              <X aria-hidden="true" size={16} />
            </IconButton>
          </header>
          <div className="min-h-0 overflow-y-auto p-4">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
