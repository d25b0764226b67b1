"use client";

import { Check, CircleAlert, X } from "lucide-react";
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { IconButton } from "./button";

interface Message {
  readonly tone: "done" | "failed";
  readonly title: string;
  readonly detail?: string;
}

const messages = new ToastQueue<Message>({ maxVisibleToasts: 3 });

/** Tells the outcome of what somebody just did. Failures stay until they are closed. */
export function tell(message: Message): void {
  messages.add(message, message.tone === "done" ? { timeout: 6_000 } : {});
}

/** Where messages appear. */
export function Toasts() {
  return (
    <ToastRegion
      className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2"
      queue={messages}
    >
      {({ toast }) => (
        <Toast
          className="flex items-start gap-2 rounded-md border border-line-strong bg-panel py-2 pr-2 pl-3"
          toast={toast}
        >
          {toast.content.tone === "done" ? (
            <Check aria-hidden="true" className="mt-0.5 shrink-0 text-ok" size={16} />
          ) : (
            <CircleAlert aria-hidden="true" className="mt-0.5 shrink-0 text-bad" size={16} />
          )}
          <ToastContent className="flex min-w-0 grow flex-col">
            <Text className="text-sm font-medium" slot="title">
              {toast.content.title}
            </Text>
            {toast.content.detail ? (
              <Text className="text-xs break-words text-ink-soft" slot="description">
                {toast.content.detail}
              </Text>
            ) : null}
          </ToastContent>
          <IconButton label="Close message" slot="close">
            <X aria-hidden="true" size={14} />
          </IconButton>
        </Toast>
      )}
    </ToastRegion>
  );
}
