"use client";

import { useState } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { Checkbox } from "@/components/ui/field";
import { useMay } from "@/lib/client/session";

/** Asks for a new run of a prediction, for those who may. */
export function AskForRun({ project, prediction }: { project: string; prediction: string }) {
  const may = useMay("reproduction:request");
  const [train, setTrain] = useState(false);
  return may ? (
    <ActDialog
      act={{
        title: "Run it again …",
        confirm: "Ask for the run",
        route: ["reproductions"],
        consequence: (
          <>
            <p>
              A runner of this installation fetches the model, the code, the locked packages and the request of{" "}
              <b className="font-mono">{prediction}</b>, each by the digest that is on record, builds the environment,
              and scores it again as the scoring contract of the model version says.
            </p>
            <p className="mt-1">
              It runs in isolation: no network, nothing but these parts, limits on time, memory and processes. The
              verdict is an event of the prediction, whatever it is.
            </p>
          </>
        ),
      }}
      body={{ prediction, train }}
      project={project}
    >
      <Checkbox isSelected={train} onChange={setTrain}>
        Train the model again, too, and score with what comes of it
      </Checkbox>
    </ActDialog>
  ) : null;
}
