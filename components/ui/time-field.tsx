"use client";

import { TextField } from "./field";
import { instantOfLocal, viewersZone } from "./local-time";

interface TimeFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}

/** A point in time. Typed, and shown, in one way whatever the browser's language, in the zone that its label names. */
export function TimeField({ label, value, onChange, className = "" }: TimeFieldProps) {
  return (
    <TextField
      className={className}
      isInvalid={value.trim() !== "" && instantOfLocal(value) === null}
      label={`${label} (${viewersZone()})`}
      onChange={onChange}
      placeholder="2025-05-12 09:03"
      problem="As in 2025-05-12 09:03 or 2025-05-12T07:03:00Z"
      value={value}
    />
  );
}
