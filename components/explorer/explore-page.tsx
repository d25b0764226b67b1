"use client";

import { usePart } from "@/components/shell/address";
import { Empty } from "@/components/ui/empty";
import { WireType } from "@/graph-schema/names";
import { Explorer } from "./explorer";

/** The explorer for the artifact that the address names. */
export function ExplorePage() {
  const project = usePart("project");
  const type = WireType.safeParse(usePart("type"));
  const id = usePart("id");
  if (!type.success) {
    return (
      <Empty title="There is no such kind of artifact">The address names a kind that the record does not know.</Empty>
    );
  }
  return <Explorer focus={{ type: type.data, id }} key={`${project} ${type.data} ${id}`} project={project} />;
}
