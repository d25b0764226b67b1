import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import type { Message } from "./channels";
import { mailbox } from "./mailbox";

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly text: string;
}

let server: SMTPServer | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** A mail server on loopback that keeps what it takes; `refuses` is an address that it does not know. */
async function mailServer(options: { readonly refuses?: string; readonly wantsUser?: boolean } = {}) {
  const mails: Mail[] = [];
  const running = new SMTPServer({
    authOptional: !options.wantsUser,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ username, password }, _session, done) {
      done(password === "s3cret" ? null : new Error("wrong password"), { user: username });
    },
    onRcptTo({ address }, _session, done) {
      const error = Object.assign(new Error(`unknown mailbox ${address}`), { responseCode: 550 });
      done(address === options.refuses ? error : undefined);
    },
    async onData(stream, { envelope, user }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) {
        chunks.push(chunk);
      }
      const { mailFrom, rcptTo } = envelope;
      const to = rcptTo.map(({ address }) => address);
      mails.push({ from: mailFrom ? mailFrom.address : "", to, user, text: Buffer.concat(chunks).toString("utf8") });
      done();
    },
  });
  server = running;
  const listening = running.listen(0, "127.0.0.1");
  await once(listening, "listening");
  return { mails, host: `127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

const message: Message = {
  id: "find:0011223344556677",
  type: "finding.opened",
  severity: "critical",
  what: "A tile of hashes is not what the entries below it come to.",
  data: { finding: "find:0011223344556677", detail: "tile/0/000", recorded_at: null },
};

const recipient = { least: "info", address: "ops@example.org" } as const;
const from = "pedigree@example.com";

test("a mail says what was found to whoever is configured, as the user of the server", async () => {
  const { mails, host } = await mailServer({ wantsUser: true });
  const channel = mailbox(recipient, { url: `smtp://pedigree:s3cret@${host}`, from });
  expect(await channel.send(message)).toEqual({ outcome: "done", status: 250 });
  expect(mails).toMatchObject([{ from, to: ["ops@example.org"], user: "pedigree" }]);
  const [{ text } = { text: "" }] = mails;
  expect(text).toMatch(/^Subject: \[Pedigree\] critical: A tile of hashes/m);
  expect(text).toMatch(/^Auto-Submitted: auto-generated/im);
  expect(text).toContain("detail: tile/0/000");
  expect(text).not.toContain("recorded at");
});

test("the same message has the same Message-ID each time it is tried", async () => {
  const { mails, host } = await mailServer();
  const channel = mailbox(recipient, { url: `smtp://${host}`, from });
  await channel.send(message);
  await channel.send(message);
  await channel.send({ ...message, id: "find:8899aabbccddeeff" });
  const ids = mails.map(({ text }) => /^Message-ID: (<[0-9a-f]{32}@example\.com>)\r?$/im.exec(text)?.[1]);
  expect(ids[0]).toBeDefined();
  expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
});

test("who is refused is told as that, without the address; so is a wrong password and a server that is not there", async () => {
  const { host } = await mailServer({ refuses: "ops@example.org", wantsUser: true });
  const refused = await mailbox(recipient, { url: `smtp://pedigree:s3cret@${host}`, from }).send(message);
  expect(refused).toMatchObject({ outcome: "failed", status: 550 });
  expect(JSON.stringify(refused)).not.toContain("ops@");
  const wrong = await mailbox(recipient, { url: `smtp://pedigree:wrong@${host}`, from }).send(message);
  expect(wrong).toMatchObject({ outcome: "failed", status: 535 });
  expect(JSON.stringify(wrong)).not.toContain("wrong@");
  const nowhere = await mailbox(recipient, { url: "smtp://127.0.0.1:9", from }).send(message);
  expect(nowhere).toMatchObject({ outcome: "failed", error: expect.stringContaining("ECONNREFUSED") });
});

test("what is found cannot write headers of its own", async () => {
  const { mails, host } = await mailServer();
  const channel = mailbox(recipient, { url: `smtp://${host}`, from });
  await channel.send({ ...message, id: "find:1\r\nBcc: a@b.org", what: "x\r\nBcc: evil@example.net\r\n\r\nhello" });
  expect(mails[0]?.to).toEqual(["ops@example.org"]);
  const [headers = ""] = (mails[0]?.text ?? "").split("\r\n\r\n");
  expect(headers).not.toMatch(/^Bcc:/im);
});

test("the record's name for a mailbox is not its address", () => {
  expect(mailbox(recipient, { url: "", from }).name).toMatch(/^email:example\.org#[0-9a-f]{8}$/);
});
