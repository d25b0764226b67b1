import type { ReactNode } from "react";

/** Brings an alert of a dialog into view, and the focus to it: its place may be below the dialog's edge. */
function bringIntoView(alert: HTMLElement | null): void {
  if (alert?.closest('[role="dialog"], [role="alertdialog"]')) {
    alert.focus({ preventScroll: true });
    alert.scrollIntoView({ block: "nearest" });
  }
}

/** A framed alert, such as a refusal, which breaks long names and digests. In a dialog it comes into view by itself, with room for the buttons below it. */
export function AlertBox({ className, children }: { className: string; children: ReactNode }) {
  return (
    <div
      className={`min-w-0 rounded-md border scroll-mb-20 outline-none wrap-anywhere ${className}`}
      ref={bringIntoView}
      role="alert"
      tabIndex={-1}
    >
      {children}
    </div>
  );
}
