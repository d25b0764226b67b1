"use client";

import { TriangleAlert } from "lucide-react";
import { Reasons } from "@/components/reason/reasons";
import { NoPasskey, Refused, Unreachable, Unreadable } from "@/lib/client/errors";
import { AlertBox } from "./alert-box";
import { Button } from "./button";
import { Link } from "./link";

interface Told {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

const BY_STATUS: Readonly<Record<number, Told>> = {
  403: {
    title: "You may not see this",
    meaning: "Your roles do not include it. The attempt is on record.",
    remedy: "Ask an administrator for the role, or look at something else.",
  },
  404: {
    title: "Nothing of that name is recorded",
    meaning: "The record holds no such thing in this project. That you asked is on record.",
    remedy: "Check the id and the project, or search for it.",
  },
  429: {
    title: "Too many requests",
    meaning: "Nothing was recorded beyond the refusal.",
    remedy: "Wait a moment and try again.",
  },
  503: {
    title: "Nothing can be shown now",
    meaning:
      "Every look is recorded before it is answered. The record cannot be written at the moment, so nothing was shown.",
    remedy: "Try again; if it stays so, tell an operator.",
  },
};

/** What another sentence may follow. */
function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** What happened, what it means for the record, what to do. */
export function tellError(error: unknown): Told {
  if (error instanceof Unreachable) {
    return {
      title: "The server did not answer",
      meaning: "Whether the request was recorded is unknown; sending it again is safe.",
      remedy: "Check the connection, then try again.",
    };
  }
  if (error instanceof Unreadable) {
    return {
      title: "The answer could not be read",
      meaning:
        "The look is on record, but its answer has a shape that this page does not know; nothing of it is shown.",
      remedy: "Load the page again; the application may have been updated.",
    };
  }
  if (error instanceof NoPasskey) {
    return error.isRegisteredAlready
      ? {
          title: "This device has a passkey of yours already",
          meaning: "It was not registered a second time.",
          remedy: "Use the one that it has, or register another device.",
        }
      : {
          title: "No passkey was given",
          meaning: "You left your browser's question, it took too long, or no passkey fits. Nothing was sent.",
          remedy: "Try again, or go another way.",
        };
  }
  if (error instanceof Refused) {
    const known = BY_STATUS[error.status];
    const detail = error.problem.detail ? `${asSentence(error.problem.detail)} ` : "";
    return known
      ? { ...known, meaning: `${detail}${known.meaning}` }
      : {
          title: error.problem.title,
          meaning: `${detail}${error.problem.recorded ? "The refusal is on record." : ""}`,
          remedy: "",
        };
  }
  return {
    title: "This page failed",
    meaning: "Nothing was recorded by the failure itself.",
    remedy: "Load it again.",
  };
}

interface ProblemViewProps {
  error: unknown;
  onRetry?: () => void;
  /** Where it stands for the whole page, so that its title is the page's. */
  isPage?: boolean;
}

/** An error in place of what was asked for. */
export function ProblemView({ error, onRetry, isPage = false }: ProblemViewProps) {
  const Title = isPage ? "h1" : "p";
  const told = tellError(error);
  const refused = error instanceof Refused ? error : null;
  return (
    <AlertBox className="m-4 flex max-w-[75ch] flex-col gap-2 border-line-strong p-4">
      <Title className="flex items-center gap-2 text-base font-semibold">
        <TriangleAlert aria-hidden="true" className="shrink-0 text-bad" size={16} />
        {told.title}
      </Title>
      <p className="text-ink-soft">
        {told.meaning} {told.remedy}
      </p>
      {refused && refused.reasons.length > 0 ? <Reasons reasons={refused.reasons} /> : null}
      {refused && refused.errors.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {refused.errors.map((each) => (
            <li key={`${each.pointer} ${each.code}`}>
              <code className="font-mono text-xs">{each.pointer || "request"}</code> {each.detail}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mt-1 flex gap-2">
        {onRetry ? <Button onPress={onRetry}>Try again</Button> : null}
        {refused?.problem.recorded ? (
          <Link className="link self-center" href={`/audit/${refused.problem.recorded}`}>
            Its record
          </Link>
        ) : null}
      </div>
    </AlertBox>
  );
}
