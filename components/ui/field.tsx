"use client";

import { Search, X } from "lucide-react";
import {
  Checkbox as AriaCheckbox,
  SearchField as AriaSearchField,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from "react-aria-components";

const BOX =
  "w-full rounded-md border border-line-strong bg-panel px-2 text-sm text-ink placeholder:text-ink-faint data-disabled:opacity-50 data-invalid:border-bad";

interface TextFieldProps extends Omit<AriaTextFieldProps, "children" | "className"> {
  label: string;
  /** Help that stands below the box. */
  description?: string;
  /** What is wrong, where `isInvalid` says that something is. */
  problem?: string;
  placeholder?: string;
  lines?: number;
  className?: string;
  mono?: boolean;
}

/** A labelled line, or several lines, of text. */
export function TextField({
  label,
  description,
  problem,
  placeholder,
  lines = 1,
  className = "",
  mono = false,
  ...rest
}: TextFieldProps) {
  const look = `${BOX} ${mono ? "font-mono" : ""}`;
  return (
    <AriaTextField {...rest} className={`flex flex-col gap-1 ${className}`}>
      <Label className="label">{label}</Label>
      {lines > 1 ? (
        <TextArea className={`${look} py-1.5`} placeholder={placeholder} rows={lines} />
      ) : (
        <Input className={`${look} h-8`} placeholder={placeholder} />
      )}
      {description ? (
        <Text className="text-xs text-ink-faint" slot="description">
          {description}
        </Text>
      ) : null}
      <FieldError className="text-xs text-bad">{problem}</FieldError>
    </AriaTextField>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onSubmit?: (text: string) => void;
  placeholder?: string;
  large?: boolean;
  autoFocus?: boolean;
  className?: string;
}

/** A box to search in; Escape empties it. */
export function SearchField({ label, placeholder, large = false, className = "", ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={`group relative flex items-center ${className}`}>
      <Search
        aria-hidden="true"
        className={`pointer-events-none absolute text-ink-faint ${large ? "left-3.5" : "left-2"}`}
        size={large ? 18 : 14}
      />
      <Input
        className={`${BOX} [&::-webkit-search-cancel-button]:hidden ${large ? "h-12 pr-10 pl-11 text-base" : "h-8 pr-7 pl-7"}`}
        placeholder={placeholder}
      />
      <Button
        className={`absolute rounded-sm p-0.5 text-ink-soft group-data-empty:hidden data-hovered:text-ink ${large ? "right-3" : "right-1.5"}`}
      >
        <X aria-hidden="true" size={14} />
      </Button>
    </AriaSearchField>
  );
}

interface CheckboxProps {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  children: React.ReactNode;
}

/** Yes or no, with its words. */
export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className="group flex items-center gap-2 text-sm">
      <span className="flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-panel group-data-focus-visible:outline-2 group-data-focus-visible:outline-ink group-data-selected:border-ink group-data-selected:bg-ink">
        <svg aria-hidden="true" className="hidden size-3 group-data-selected:block" viewBox="0 0 12 12">
          <path className="fill-none stroke-panel" d="M2.5 6.2 5 8.7 9.5 3.7" strokeWidth={1.8} />
        </svg>
      </span>
      {children}
    </AriaCheckbox>
  );
}
