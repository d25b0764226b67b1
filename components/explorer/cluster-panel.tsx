"use client";

import { ArrowUpRight, Undo2, X } from "lucide-react";
import { useState } from "react";
import { GridList, GridListItem } from "react-aria-components";
import type { Cluster } from "@/components/graph/clusters";
import type { Pulled } from "@/components/graph/walk";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { countOf, KINDS } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";
import { ResizablePanel } from "@/components/shell/resizable-panel";
import { Button, IconButton } from "@/components/ui/button";
import { SearchField } from "@/components/ui/field";
import { ProblemView } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { refKey, refOfKey } from "@/graph-schema/names";
import { useSiblings } from "@/lib/client/lineage";
import type { LineageNode } from "@/lib/contract/reply";

const ORDERS = [
  { id: "answered", name: "As answered" },
  { id: "newest", name: "Newest first" },
  { id: "oldest", name: "Oldest first" },
  { id: "name", name: "By id" },
] as const;
type Order = (typeof ORDERS)[number]["id"];

function sorted(nodes: readonly LineageNode[], order: Order): readonly LineageNode[] {
  switch (order) {
    case "newest":
      return nodes.toSorted((a, b) => b.stamp - a.stamp);
    case "oldest":
      return nodes.toSorted((a, b) => a.stamp - b.stamp);
    case "name":
      return nodes.toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
    default:
      return nodes;
  }
}

interface ClusterPanelProps {
  project: string;
  cluster: Cluster;
  pulled: readonly Pulled[];
  onPull: (key: string) => void;
  onPutBack: (key: string) => void;
  onClose: () => void;
}

function Head({ cluster, onClose }: Pick<ClusterPanelProps, "cluster" | "onClose">) {
  const anchor = refOfKey(cluster.anchor);
  return (
    <header className="flex items-start gap-2 px-4 pt-3 pb-2">
      <span className="mt-0.5">
        <KindIcon size={18} type={cluster.type} />
      </span>
      <div className="min-w-0 grow">
        <h2 className="text-base font-semibold">{countOf(cluster.type, cluster.total)}</h2>
        <p className="text-xs text-ink-soft">
          {cluster.side} of <bdi className="font-mono">{shortId(anchor.id, 24)}</bdi> ·{" "}
          {cluster.single.toLocaleString("en")} of {cluster.total.toLocaleString("en")} shown in the drawing
        </p>
      </div>
      <IconButton label="Close list" onPress={onClose}>
        <X aria-hidden="true" size={15} />
      </IconButton>
    </header>
  );
}

interface FinderProps {
  cluster: Cluster;
  order: Order;
  onOrder: (order: Order) => void;
  onAsk: (text: string) => void;
}

function Finder({ cluster, order, onOrder, onAsk }: FinderProps) {
  const [typed, setTyped] = useState("");
  function type(text: string) {
    setTyped(text);
    if (text === "") {
      onAsk("");
    }
  }
  return (
    <div className="flex items-end gap-2 border-b border-line px-4 pb-3">
      <SearchField
        className="grow"
        label={`Search these ${KINDS[cluster.type].many}`}
        onChange={type}
        onSubmit={(text) => onAsk(text.trim())}
        placeholder="Id contains … Enter"
        value={typed}
      />
      <Select
        choices={ORDERS}
        className="w-32 min-w-0!"
        label="Order"
        onChange={(id) => onOrder(ORDERS.find((each) => each.id === id)?.id ?? "answered")}
        value={order}
      />
    </div>
  );
}

interface MembersProps extends Omit<MemberProps, "node" | "isOut"> {
  label: string;
  nodes: readonly LineageNode[];
  pulled: readonly Pulled[];
}

function Members({ label, nodes, pulled, ...acts }: MembersProps) {
  const out = new Set(pulled.map(({ key }) => key));
  return (
    <GridList
      aria-label={label}
      className="min-h-0 overflow-y-auto outline-none"
      renderEmptyState={() => <p className="p-4 text-ink-soft">None of them matches.</p>}
    >
      {nodes.map((node) => (
        <Member {...acts} isOut={out.has(refKey(node))} key={refKey(node)} node={node} />
      ))}
    </GridList>
  );
}

/** The list behind a card of like siblings: searched on the server among all of them, page by page. */
export function ClusterPanel({ project, cluster, pulled, onPull, onPutBack, onClose }: ClusterPanelProps) {
  const [asked, setAsked] = useState("");
  const [order, setOrder] = useState<Order>("answered");
  const anchor = refOfKey(cluster.anchor);
  const siblings = useSiblings(project, anchor, cluster.side, cluster.type, asked);
  const nodes = (siblings.data?.pages ?? []).flatMap((page) => page.nodes.filter(({ side }) => side !== "focus"));
  const label = `${countOf(cluster.type, cluster.total)} ${cluster.side} of ${anchor.id}`;
  return (
    <ResizablePanel label={label} onClose={onClose}>
      <Head cluster={cluster} onClose={onClose} />
      <Finder cluster={cluster} onAsk={setAsked} onOrder={setOrder} order={order} />
      {siblings.error ? <ProblemView error={siblings.error} onRetry={() => siblings.refetch()} /> : null}
      {siblings.isPending ? (
        <Waiting canLeave={false} what="Reading the list">
          <TableBars rows={5} />
        </Waiting>
      ) : (
        <Members label={label} nodes={sorted(nodes, order)} onPull={onPull} onPutBack={onPutBack} pulled={pulled} />
      )}
      <footer className="flex items-center justify-between gap-2 border-t border-line px-4 py-2 text-xs text-ink-soft">
        <span role="status">
          {nodes.length.toLocaleString("en")} {asked ? "matching" : `of ${cluster.total.toLocaleString("en")}`} listed
        </span>
        {siblings.hasNextPage ? (
          <Button isDisabled={siblings.isFetchingNextPage} onPress={() => siblings.fetchNextPage()} size="small">
            List 100 more
          </Button>
        ) : null}
      </footer>
    </ResizablePanel>
  );
}

interface MemberProps {
  node: LineageNode;
  isOut: boolean;
  onPull: (key: string) => void;
  onPutBack: (key: string) => void;
}

function Member({ node, isOut, onPull, onPutBack }: MemberProps) {
  const key = refKey(node);
  return (
    <GridListItem
      className="flex h-9 items-center gap-2 border-b border-line px-4 -outline-offset-2 last:border-b-0 data-hovered:bg-raised"
      id={key}
      textValue={node.id}
    >
      <span className="flex min-w-0 grow flex-col leading-4">
        <bdi className="truncate font-mono text-xs">{node.id}</bdi>
        <span className="truncate text-2xs text-ink-soft">{decisiveFact(node)}</span>
      </span>
      {isOut ? (
        <IconButton label={`Put ${node.id} back into the group`} onPress={() => onPutBack(key)}>
          <Undo2 aria-hidden="true" size={14} />
        </IconButton>
      ) : (
        <IconButton label={`Show ${node.id} in the drawing`} onPress={() => onPull(key)}>
          <ArrowUpRight aria-hidden="true" size={14} />
        </IconButton>
      )}
    </GridListItem>
  );
}
