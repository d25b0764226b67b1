"use client";

import { TextField } from "@/components/ui/field";

/** Free text beside a decision; it may have to be forgotten one day, so it is kept apart from the log. */
export function Comment({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <TextField
      description="Kept encrypted beside the log, so that it can be forgotten one day."
      label="Comment (optional)"
      lines={3}
      onChange={onChange}
      value={value}
    />
  );
}
