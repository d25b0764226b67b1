"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { rolesOf } from "@/graph-schema/contents";
import { AttachBody, type ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { JudgementView, judge } from "./judgement";
import type { Wanted } from "./use-attaching";
import { ROLES } from "./words";

interface AddressFormProps {
  artifact: ArtifactSummary;
  present: readonly ContentReply[];
  onConfirm: (wanted: Wanted) => void;
  onClose: () => void;
}

/** Attaches bytes that stay where they are, by their address, digest and size. */
export function AddressForm({ artifact, present, onConfirm, onClose }: AddressFormProps) {
  const roles = rolesOf(artifact.type);
  const [role, setRole] = useState(roles[0] ?? "supplement");
  const [uri, setUri] = useState("");
  const [digest, setDigest] = useState("");
  const [size, setSize] = useState("");
  const body = AttachBody.safeParse({
    ...{ role, uri: uri.trim(), digest: digest.trim() },
    sizeBytes: size.trim() === "" ? undefined : Number(size),
  }).data;
  const isDigest = AttachBody.shape.digest.safeParse(digest.trim()).success;
  const isSize = /^\d{1,15}$/.test(size.trim());
  const judgement = body ? judge(artifact, body, present) : undefined;
  const mayConfirm = judgement?.is === "new" || judgement?.is === "recorded";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (body && mayConfirm) {
      onConfirm({ from: "address", body });
    }
  }
  return (
    <form className="flex flex-col gap-3 px-4 pt-4" onSubmit={submit}>
      <TextField
        description="An s3://, file:// or https:// address, without user, query or fragment: it stays in the log for ever. The server must be set up to read it."
        isRequired
        label="Address"
        mono
        onChange={setUri}
        placeholder="s3://bucket/key"
        value={uri}
      />
      <TextField
        isInvalid={digest.trim() !== "" && !isDigest}
        isRequired
        label="SHA-256 of what is there"
        mono
        onChange={setDigest}
        problem="A SHA-256 digest has 64 hex digits."
        value={digest}
      />
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          inputMode="numeric"
          isInvalid={size.trim() !== "" && !isSize}
          isRequired
          label="Size in bytes"
          onChange={setSize}
          problem="Write a number of bytes."
          value={size}
        />
        <Select
          choices={roles.map((id) => ({ id, name: ROLES[id] }))}
          className="grow"
          label="Role"
          onChange={(id) => setRole(roles.find((each) => each === id) ?? role)}
          value={role}
        />
      </div>
      {judgement ? <JudgementView judgement={judgement} role={role} what="address" /> : null}
      <p className="text-xs text-ink-soft">
        Nothing is sent. What is there counts as asserted until somebody verifies it, and it is attached for good, under
        your name, at the server’s time.
      </p>
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>Leave it</Button>
        <Button isDisabled={!mayConfirm} look="primary" type="submit">
          Attach the address for good
        </Button>
      </div>
    </form>
  );
}
