import type { z } from "zod";
import type { ArtifactType } from "../names";

/** What the catalogue says of an action. */
export interface Action {
  /**
   * fact: something that happened to artifacts; decision: somebody's decision, acted only through its own route;
   * look: somebody saw something; content: the bytes of artifacts, as Pedigree itself took and hashed them; account: sign-ins
   * and rights; privacy: what is kept of persons, and for how long; system: what Pedigree does itself.
   */
  readonly family: "fact" | "decision" | "look" | "content" | "account" | "privacy" | "system";
  /** An action that introduces its subject when that does not exist yet. */
  readonly introduces?: readonly ArtifactType[];
  /** The typed, non-personal fields lifted out of the metadata into the permanent envelope. */
  readonly facts: z.ZodObject;
}
