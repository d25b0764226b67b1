"use client";

import { useState } from "react";
import { bytesText } from "@/components/ui/amounts";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { TextField } from "@/components/ui/field";
import { Fact, Facts } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { MANIFEST_MEDIA_TYPE, MediaType, rolesOf } from "@/graph-schema/contents";
import { counted } from "@/lib/contract/amount";
import type { ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { type Hashed, sizeOf } from "./bringing";
import { type Judgement, JudgementView, judge } from "./judgement";
import { type Attaching, bodyOf, type Wanted } from "./use-attaching";
import { ROLES } from "./words";

interface DecisionProps {
  artifact: ArtifactSummary;
  present: readonly ContentReply[];
  hashed: Hashed;
  attaching: Attaching;
}

/** The question whether these bytes are to be attached, with what the record says to them and what follows. */
export function Decision({ artifact, present, hashed, attaching }: DecisionProps) {
  const roles = rolesOf(artifact.type);
  const [role, setRole] = useState(roles[0] ?? "supplement");
  const [mediaType, setMediaType] = useState(hashed.mediaType);
  const isFolder = hashed.mediaType === MANIFEST_MEDIA_TYPE;
  const isMediaType = MediaType.safeParse(mediaType).success;
  const wanted: Wanted = { from: "machine", hashed, role, mediaType };
  const judgement = judge(artifact, bodyOf(wanted), present);
  return (
    <div className="flex flex-col gap-4">
      <HashedFacts hashed={hashed} />
      <div className="flex flex-wrap items-start gap-3">
        <Select
          choices={roles.map((id) => ({ id, name: ROLES[id] }))}
          className="grow"
          label="Role"
          onChange={(id) => setRole(roles.find((each) => each === id) ?? role)}
          value={role}
        />
        {isFolder ? null : (
          <TextField
            className="grow"
            isInvalid={!isMediaType}
            label="Media type"
            mono
            onChange={setMediaType}
            problem="Write it like text/csv."
            value={mediaType}
          />
        )}
      </div>
      <JudgementView judgement={judgement} role={role} what={hashed.picked.kind} />
      <Consequence judgement={judgement} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={attaching.startOver}>Choose another</Button>
        <ConfirmButton
          isDisabled={!isMediaType}
          judgement={judgement}
          onPress={() => void attaching.confirm({ ...wanted, isReport: judgement.is === "other" })}
          size={bytesText(sizeOf(hashed.picked))}
        />
      </div>
    </div>
  );
}

function HashedFacts({ hashed }: Pick<DecisionProps, "hashed">) {
  const { picked, digest } = hashed;
  const isFolder = picked.kind === "folder";
  return (
    <Facts>
      <Fact name={picked.kind}>
        <bdi className="break-all">{picked.name}</bdi>
        {isFolder ? `, ${counted(picked.files.length, "file")}` : null}
      </Fact>
      <Fact name="size">{bytesText(sizeOf(picked))}</Fact>
      <Fact name={isFolder ? "SHA-256 of its list" : "SHA-256"}>
        <Copyable most={40} text={digest} what="digest" />
      </Fact>
    </Facts>
  );
}

/** What follows from going on. */
function Consequence({ judgement }: { judgement: Judgement }) {
  switch (judgement.is) {
    case "attached already":
      return null;
    case "other":
      return (
        <p>
          It will not be attached. You may report it all the same: it is sent, the server refuses it on record, and
          raises a finding that somebody is told of. Until a compliance officer has resolved that, nothing that rests on
          this artifact is promoted or deployed.
        </p>
      );
    default:
      return (
        <p>
          Attaching cannot be undone: the bytes are kept, and other bytes would be another version. It is recorded under
          your name, at the server’s time, for good. So is a refusal.
        </p>
      );
  }
}

interface ConfirmProps {
  judgement: Judgement;
  size: string;
  isDisabled: boolean;
  onPress: () => void;
}

function ConfirmButton({ judgement, size, ...rest }: ConfirmProps) {
  switch (judgement.is) {
    case "attached already":
      return null;
    case "other":
      return (
        <Button {...rest} look="danger">
          Report it: send {size}
        </Button>
      );
    default:
      return (
        <Button {...rest} look="primary">
          Send {size} and attach for good
        </Button>
      );
  }
}
