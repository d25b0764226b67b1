import { amount } from "./amount";
import { name, type Say } from "./sentence";

/** Why a prediction cannot be run again, or what came of it. */
export const REPRODUCTION: Readonly<Record<string, Say>> = {
  step_not_recorded: (p) =>
    `It is not recorded ${p.step === "deployment" ? "which deployment answered" : `by which ${name(p.step)} it was made`}.`,
  output_not_recorded: (p) => `What the prediction ${p.id} answered is not recorded, so nothing can be compared.`,
  contract_missing: (p) => `No scoring contract is attached to ${p.id}: see docs/scoring-contract.md.`,
  contract_malformed: (p) => `The scoring contract is none: ${p.why}.`,
  contract_without_training: () => "The scoring contract does not say how the model is trained again.",
  tolerance_too_late: () =>
    "The scoring contract was attached after the prediction was recorded, so its tolerances do not count: compared is exactly.",
  part_not_recorded: (p) => `It is not recorded which ${name(p.part)} it was made with.`,
  part_not_attached: (p) =>
    `The ${name(p.part)} is not in the store: attach it to the ${name(p.type)} ${p.id} as ${p.role}.`,
  part_elsewhere: (p) =>
    `The ${name(p.part)} is not in the store but at ${p.uri}, from where it is not fetched for this.`,
  part_ambiguous: (p) => `${p.count} of the recorded artifacts could be the ${name(p.part)}.`,
  part_broken: (p) => `The ${name(p.part)} cannot be had as it is recorded (${p.digest}).`,
  seed_not_recorded: (p) => `The run ${p.id} does not say its seed.`,
  conda_not_built: (p) =>
    `The environment is conda's and is not built here: it takes conda for ${p.count} packages that PyPI has not as they are (${p.first}), and they run scripts when they are installed. What is recorded with the container image that it runs in, or locked with pip, uv or Poetry, can be run again.`,
  engine_missing: (p) =>
    `The environment is recorded as the container image ${p.image}, and neither podman nor docker is on this machine: install one and pull the image.`,
  image_missing: (p) =>
    `The container image ${p.image} is not on this machine: pull it by its digest (${p.engine} pull NAME@${p.image}).`,
  lockfile_not_exact: (p) => `The lockfile does not say exactly what is installed: ${p.why}.`,
  lockfile_for_other_python: (p) => `The lockfile was made for Python ${p.wanted}; Python ${p.version} is used.`,
  package_not_locked: (p) =>
    `${p.name} is not locked: an environment is built only from packages of a registry, of one version, with digests, and with plain names, versions and conditions.`,
  lockfile_malformed: (p) => `The lockfile cannot be read: ${p.why} (line ${p.line}).`,
  environment_not_built: (p) => `The environment could not be built: ${p.why}.`,
  python_missing: (p) =>
    `Python ${p.version} is not on this machine: install it so that python${p.version} is in the PATH.`,
  node_missing: (p) => `Node ${p.version} is not on this machine: install it so that it is the node in the PATH.`,
  isolation_missing: (p) =>
    `Untrusted code is not run here: this machine gives no isolation (${p.why}). Linux with util-linux and unprivileged user namespaces does (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns), or root.`,
  command_failed: (p) => `The command ended with the status ${p.status}.`,
  command_killed: (p) =>
    `The command was ended by the signal ${p.signal}${p.limit === undefined ? "" : `: it went over its limit of ${p.limit}`}.`,
  command_timed_out: (p) => `The command did not end within ${p.seconds} seconds and was ended with all its processes.`,
  output_missing: (p) => `The command did not write ${p.output}.`,
  output_not_plain: (p) => `What the command left as ${p.output} is a link or no plain file, and is not read.`,
  output_too_large: (p) => `The command wrote more than the ${amount(p.most)} bytes that are taken.`,
  output_no_answer: () => "What the command wrote is no JSON object.",
  never_ran: () => "It never ran.",
  field_differs: (p) =>
    `${p.field} is recorded as ${p.expected} and came as ${p.got}${p.by === undefined ? "" : `: ${p.by} apart, allowed are ${p.allowed}`}.`,
  field_missing: (p) => `${p.field} is recorded as ${p.expected} and did not come.`,
  runs_differ: (p) => `${p.runs} equal runs gave ${p.different} different answers: chance is in it that no seed fixes.`,
  part_differs: (p) => `The ${name(p.part)} is recorded as ${p.recorded}; used was ${p.used}.`,
  cause_not_in_record: () =>
    "All that went in is what is recorded, and each run gives the same: what made the difference is not in the record.",
  metric_not_recorded: (p) => `The contract compares the metric ${p.name}, which the run does not say.`,
  metrics_malformed: (p) => `What the training wrote as ${p.file} is no JSON object.`,
  metric_differs: (p) =>
    `The metric ${p.field} is recorded as ${p.expected} and came as ${p.got}${p.by === "" ? "" : `: ${p.by} apart, allowed are ${p.allowed}`}.`,
  metric_missing: (p) => `The metric ${p.field} is recorded as ${p.expected} and did not come.`,
  model_differs: (p) => `The training gave the model ${p.used}; recorded is ${p.recorded}.`,
  // Asked for in the app
  prediction_unknown: (p) => `There is no prediction ${p.id} in this project.`,
  reproduction_asked: (p) =>
    `A new run of this prediction was asked for on ${p.at} and is not over: see the request ${p.request}.`,
  reproduction_cancelled: (p) => `It was cancelled on ${p.at}: it is not run any more, and no verdict is taken.`,
  reproduction_over: () => "The request is over: there is a verdict, or it was taken back.",
  reproduction_running: () => "A runner works on it already; the verdict will be on record.",
  reproduction_taken_over: () => "Another runner took it up after this one was not heard of for too long.",
  runner_lost: (p) =>
    `It was taken up ${p.attempts} times, and each time the runner was not heard of again: see its log on the machine that runs it.`,
  runner_failed: (p) => `The runner could not carry it out: ${p.why}.`,
  reproduction_too_long: (p) => `The whole did not end within ${p.seconds} seconds.`,
};
