import { Refusal } from "@/components/reason/refusal";
import { AlertBox } from "@/components/ui/alert-box";
import { Button } from "@/components/ui/button";
import { BrokenOff } from "@/lib/client/errors";
import { FileUnreadable } from "./hash-files";
import { NotOne } from "./picked";
import { DownloadDiffers } from "./use-download";

/** What went wrong on this machine or on the way here; undefined where the server said it. */
function sayTrouble(error: unknown): { readonly title: string; readonly meaning: string } | undefined {
  if (error instanceof NotOne) {
    return { title: error.message, meaning: "Nothing was read or sent." };
  }
  if (error instanceof FileUnreadable) {
    return {
      title: "The file cannot be read",
      meaning: `It may have been moved or changed since you chose it; choose it again. (${error.message})`,
    };
  }
  if (error instanceof DownloadDiffers) {
    return {
      title: "What came is not what is recorded, so it was not saved",
      meaning: `${error.message}. Verify it: the server then reads and hashes it itself.`,
    };
  }
  if (error instanceof BrokenOff) {
    return {
      title: "The bytes broke off, so nothing was saved",
      meaning:
        "The server breaks off where they are not what is recorded, and puts a finding on record. Verify them, or try again.",
    };
  }
  return undefined;
}

/** Why something about bytes was not done. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const said = sayTrouble(error);
  return (
    <div className="flex flex-col items-start gap-2 self-stretch">
      {said ? (
        <AlertBox className="self-stretch border-bad p-3">
          <p className="font-medium">{said.title}</p>
          <p className="text-ink-soft">{said.meaning}</p>
        </AlertBox>
      ) : (
        <Refusal error={error} />
      )}
      {onRetry ? (
        <Button onPress={onRetry} size="small">
          Try again
        </Button>
      ) : null}
    </div>
  );
}
