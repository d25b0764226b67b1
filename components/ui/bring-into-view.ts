/**
 * Brings what was refused into view, and the focus to it, where it appears in a dialog: its place may be below the dialog's edge.
 * To be handed to the alert as its `ref`. Its `scroll-mb-*` leaves room for the buttons below it.
 */
export function bringIntoView(alert: HTMLElement | null): void {
  if (alert?.closest('[role="dialog"], [role="alertdialog"]')) {
    alert.focus({ preventScroll: true });
    alert.scrollIntoView({ block: "nearest" });
  }
}
