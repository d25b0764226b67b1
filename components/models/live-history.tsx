import { ArtifactLink } from "@/components/artifact/artifact-link";
import { BothTimes } from "@/components/ui/both-times";
import { Moment } from "@/components/ui/moment";
import { OriginState, State } from "@/components/ui/state";
import type { LiveReply } from "@/lib/contract/promotion";
import { overlapsOf } from "./answer";

const HEAD = "h-8 border-b border-line-strong pr-6 text-left text-xs font-semibold whitespace-nowrap text-ink-soft";
const CELL = "h-8 border-b border-line pr-6 whitespace-nowrap";

/** Says that the record tells two things of the same time. */
function Overlap({ others }: { others: readonly string[] }) {
  return others.length > 0 ? (
    <span className="ml-2">
      <State name="warning">overlaps {others.join(", ")}</State>
    </span>
  ) : null;
}

/** Which versions were live one after another, and how each came. */
export function LiveHistory({ project, reply }: { project: string; reply: LiveReply }) {
  const overlaps = overlapsOf(reply.history);
  return (
    <section aria-label="History" className="px-4 pt-6 pb-8">
      <h2 className="label mb-1">What was live in {reply.target}, newest first</h2>
      {reply.history.length === 0 ? (
        <p className="text-ink-faint">No deployment is recorded.</p>
      ) : (
        <div className="relative overflow-x-auto">
          <table>
            <thead>
              <tr>
                {["Version", "Deployment", "From", "Until (as stated)", "By", "How we know"].map((name) => (
                  <th className={HEAD} key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {reply.history.map((each) => (
                <tr key={each.deployment}>
                  <th className={`${CELL} text-left font-normal`} scope="row">
                    <ArtifactLink artifact={{ type: "model_version", id: each.modelVersion }} project={project} />
                  </th>
                  <td className={CELL}>
                    <ArtifactLink artifact={{ type: "deployment", id: each.deployment }} project={project} />
                  </td>
                  <td className={CELL}>
                    <BothTimes at={each.from} isCell recordedAt={each.recordedAt} />
                  </td>
                  <td className={CELL}>{each.until ? <Moment iso={each.until} quiet /> : "still live"}</td>
                  <td className={CELL}>{each.action.replaceAll("_", " ")}</td>
                  <td className={CELL}>
                    <OriginState origin={each.origin} />
                    <Overlap others={overlaps.get(each.deployment) ?? []} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
