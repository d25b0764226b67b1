import { verifyEd25519 } from "./ed25519";
import { judgeGrowth } from "./growth";
import type { Answers, Job } from "./jobs";
import { judge, judgeCheckpoint } from "./verdict";

function done(job: Job): Answers[Job["ask"]] {
  switch (job.ask) {
    case "proof":
      return judge(job.evidence, job.pin, verifyEd25519);
    case "checkpoint":
      return judgeCheckpoint(job.note, job.shown, job.pin, verifyEd25519);
    case "growth":
      return judgeGrowth(job.old, job.tree, job.hashes);
  }
}

// Off the page's own thread: signatures in JavaScript take milliseconds each.
self.onmessage = ({ data }: MessageEvent<{ id: number; job: Job }>) => {
  self.postMessage({ id: data.id, answer: done(data.job) });
};
