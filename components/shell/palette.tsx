"use client";

import { CornerDownLeft, Search } from "lucide-react";
import { useState } from "react";
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
import { hitHref, hitName, hitType } from "@/components/search/hit";
import { MenuItem } from "@/components/ui/menu";
import { useSearch } from "@/lib/client/artifacts";
import { exploreHref } from "./address";
import { useProject } from "./project";
import { destinations } from "./rail";
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

function Finder({ onGo }: { onGo: (href: string) => void }) {
  const project = useProject();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const search = useSearch(project, asked, 12);
  const recent = useRecent().filter(({ ref }) => has(ref.id, text));
  const pages = destinations(project).filter(({ name }) => has(name, text));
  const page = search.data?.pages[0];
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
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
      <Menu
        aria-label="What was found"
        className="max-h-96 overflow-y-auto p-1.5 outline-none"
        renderEmptyState={() => <p className="p-3 text-ink-soft">Type to find something.</p>}
      >
        {text.trim() ? (
          <MenuSection>
            <MenuItem
              id="ask"
              onAction={() => setAsked(text.trim())}
              shouldCloseOnSelect={false}
              textValue={`Search the record for ${text}`}
            >
              <CornerDownLeft aria-hidden="true" size={14} />
              <span className="truncate">
                Search the record for <b>{text.trim()}</b>
                {search.isFetching ? " …" : ""}
                {page && asked === text.trim() ? ` (${page.total.toLocaleString("en")} found)` : ""}
              </span>
            </MenuItem>
          </MenuSection>
        ) : null}
        {page && asked === text.trim() ? (
          <MenuSection>
            <Header className="label px-2 pt-2 pb-1">In the record</Header>
            {page.hits.map((hit) => (
              <MenuItem
                key={hitHref(project, hit)}
                onAction={() => onGo(hitHref(project, hit))}
                textValue={hitName(hit)}
              >
                {hit.artifact ? <KindIcon type={hit.artifact.type} /> : null}
                <bdi className="truncate font-mono text-xs">{shortId(hitName(hit), MOST_ID)}</bdi>
                <span className="ml-auto shrink-0 text-xs text-ink-faint">{hitType(hit)}</span>
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
        {recent.length > 0 ? (
          <MenuSection>
            <Header className="label px-2 pt-2 pb-1">Looked at in this tab</Header>
            {recent.map(({ project: scope, ref }) => (
              <MenuItem
                key={`${scope} ${ref.type} ${ref.id}`}
                onAction={() => onGo(exploreHref(scope, ref))}
                textValue={ref.id}
              >
                <KindIcon type={ref.type} />
                <bdi className="truncate font-mono text-xs">{shortId(ref.id, MOST_ID)}</bdi>
                <span className="ml-auto shrink-0 text-xs text-ink-faint">{kindTitle(ref.type)}</span>
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
        {pages.length > 0 ? (
          <MenuSection>
            <Header className="label px-2 pt-2 pb-1">Pages</Header>
            {pages.map(({ name, icon: Icon, href }) => (
              <MenuItem key={name} onAction={() => onGo(href)} textValue={name}>
                <Icon aria-hidden="true" size={14} /> {name}
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
      </Menu>
    </Autocomplete>
  );
}
