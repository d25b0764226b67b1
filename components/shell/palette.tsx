"use client";

import { CornerDownLeft, Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  Dialog as AriaDialog,
  Autocomplete,
  Header,
  Input,
  Menu,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";
import { type Hit, hitHref, hitName, hitType } from "@/components/search/hit";
import { MenuItem } from "@/components/ui/menu";
import { useSearch } from "@/lib/client/artifacts";
import { exploreHref, type Place } from "./address";
import { useProject } from "./project";
import { type Destination, useDestinations } from "./rail";
import { useRecent } from "./recent";

const MOST_ID = 44;

interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onGo: (href: string) => void;
}

/** Reaches everything from the keyboard. The record is searched when asked to, not at each key: a search is on record. */
export function Palette({ isOpen, onOpenChange, onGo }: PaletteProps) {
  return (
    <ModalOverlay
      className="fixed inset-0 z-40 flex items-start justify-center bg-overlay p-4 pt-[12vh]"
      isDismissable
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-lg border border-line-strong bg-panel">
        <AriaDialog aria-label="Find" className="outline-none">
          <Finder
            onGo={(href) => {
              onOpenChange(false);
              onGo(href);
            }}
          />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.trim().toLowerCase());
}

type Go = (href: string) => void;

/** One line that leads to an artifact or a person. */
function Line({ icon, name, kind, onAction }: { icon: ReactNode; name: string; kind: string; onAction: () => void }) {
  return (
    <MenuItem onAction={onAction} textValue={name}>
      {icon}
      <bdi className="truncate font-mono text-xs">{shortId(name, MOST_ID)}</bdi>
      <span className="ml-auto shrink-0 text-xs text-ink-faint">{kind}</span>
    </MenuItem>
  );
}

function Found({ project, hits, onGo }: { project: string; hits: readonly Hit[]; onGo: Go }) {
  return (
    <MenuSection>
      <Header className="label px-2 pt-2 pb-1">In the record</Header>
      {hits.map((hit) => (
        <Line
          icon={hit.artifact ? <KindIcon type={hit.artifact.type} /> : null}
          key={hitHref(project, hit)}
          kind={hitType(hit)}
          name={hitName(hit)}
          onAction={() => onGo(hitHref(project, hit))}
        />
      ))}
    </MenuSection>
  );
}

function Recent({ places, onGo }: { places: readonly Place[]; onGo: Go }) {
  return (
    <MenuSection>
      <Header className="label px-2 pt-2 pb-1">Looked at in this tab</Header>
      {places.map(({ project, ref }) => (
        <Line
          icon={<KindIcon type={ref.type} />}
          key={`${project} ${ref.type} ${ref.id}`}
          kind={kindTitle(ref.type)}
          name={ref.id}
          onAction={() => onGo(exploreHref(project, ref))}
        />
      ))}
    </MenuSection>
  );
}

function Pages({ pages, onGo }: { pages: readonly Destination[]; onGo: Go }) {
  return (
    <MenuSection>
      <Header className="label px-2 pt-2 pb-1">Pages</Header>
      {pages.map(({ name, icon: Icon, href }) => (
        <MenuItem key={name} onAction={() => onGo(href)} textValue={name}>
          <Icon aria-hidden="true" size={14} /> {name}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function AskRecord({ text, says, onAsk }: { text: string; says: string; onAsk: () => void }) {
  return (
    <MenuSection>
      <MenuItem id="ask" onAction={onAsk} shouldCloseOnSelect={false} textValue={`Search the record for ${text}`}>
        <CornerDownLeft aria-hidden="true" size={14} />
        <span className="truncate">
          Search the record for <b>{text}</b> {says}
        </span>
      </MenuItem>
    </MenuSection>
  );
}

function Typed() {
  return (
    <SearchField
      aria-label="Find an artifact, a person or a page"
      autoFocus
      className="flex items-center border-b border-line px-3"
    >
      <Search aria-hidden="true" className="shrink-0 text-ink-faint" size={16} />
      <Input
        className="h-11 grow bg-transparent px-3 text-base outline-none placeholder:text-ink-faint [&::-webkit-search-cancel-button]:hidden"
        placeholder="Id, name, digest, commit, person, page …"
      />
    </SearchField>
  );
}

function Finder({ onGo }: { onGo: Go }) {
  const project = useProject();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const search = useSearch(project, asked, 12);
  const recent = useRecent().filter(({ ref }) => has(ref.id, text));
  const pages = useDestinations(project).filter(({ name }) => has(name, text));
  const wanted = text.trim();
  const answer = asked === wanted ? search.data?.pages[0] : undefined;
  const says = answer ? `(${answer.total.toLocaleString("en")} found)` : search.isFetching ? "…" : "";
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <Typed />
      <Menu
        aria-label="What was found"
        className="max-h-96 overflow-y-auto p-1.5 outline-none"
        renderEmptyState={() => <p className="p-3 text-ink-soft">Type to find something.</p>}
      >
        {wanted ? <AskRecord onAsk={() => setAsked(wanted)} says={says} text={wanted} /> : null}
        {answer ? <Found hits={answer.hits} onGo={onGo} project={project} /> : null}
        {recent.length > 0 ? <Recent onGo={onGo} places={recent} /> : null}
        {pages.length > 0 ? <Pages onGo={onGo} pages={pages} /> : null}
      </Menu>
    </Autocomplete>
  );
}
