import { z } from "zod";
import { FactText } from "../values";

/** A short text that is no person's. */
export const Text = FactText.min(1);
export const Severity = z.enum(["info", "warning", "critical"]);
export const Stage = Text.max(100);

/** Nothing is lifted out. */
export const none = z.object({});

/** How a person showed who they are when they put their name to something. */
export const shownBy = { method: z.enum(["password", "oidc", "passkey"]).optional() };
