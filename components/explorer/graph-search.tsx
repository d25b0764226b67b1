"use client";

import { type RefObject, useState } from "react";
import { Input, Label, SearchField } from "react-aria-components";
import type { Drawing } from "@/components/graph/drawing";
import { nameOf } from "@/components/graph/elements";
import type { Shape } from "./view-state";

const PLACE_WORDS: Readonly<Record<Shape, string>> = { graph: "drawing", table: "table" };

interface GraphSearchProps {
  drawing: Drawing;
  shape: Shape;
  box: RefObject<HTMLInputElement | null>;
  onFound: (key: string) => void;
}

/** Boxes of the drawing whose id contains `text`, in drawing order. */
function matching(drawing: Drawing, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  return wanted === ""
    ? []
    : [...drawing.nodes.values()].filter((node) => nameOf(node).toLowerCase().includes(wanted)).map(({ key }) => key);
}

/** Finds a box in the drawing, or its row in the table: Enter goes to the next match. Nothing is asked of the server. */
export function GraphSearch({ drawing, shape, box, onFound }: GraphSearchProps) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const found = matching(drawing, text);
  function next() {
    const index = found.length > 0 ? (at + 1) % found.length : -1;
    const key = found[index];
    setAt(index);
    if (key) {
      onFound(key);
    }
  }
  return (
    <SearchField
      className="relative flex items-center"
      onChange={(value) => {
        setText(value);
        setAt(-1);
      }}
      onSubmit={next}
      value={text}
    >
      <Label className="sr-only">Search within the {PLACE_WORDS[shape]}</Label>
      <Input
        className="h-7 w-44 rounded-md border border-line-strong bg-panel px-2 text-xs placeholder:text-ink-faint [&::-webkit-search-cancel-button]:hidden"
        onKeyDown={({ key, currentTarget }) => {
          if (key === "Escape") {
            currentTarget.blur();
          }
        }}
        placeholder={`Search the ${PLACE_WORDS[shape]}  /`}
        ref={box}
      />
      <span className="absolute right-2 text-2xs text-ink-faint" role="status">
        {text.trim() === "" ? "" : found.length === 0 ? "none" : `${at + 1 || "–"} of ${found.length}`}
      </span>
    </SearchField>
  );
}
