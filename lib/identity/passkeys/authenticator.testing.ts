import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Assertion, Registration } from "@/lib/contract/passkeys";

const FLAGS = { present: 0x01, verified: 0x04, syncable: 0x08, synced: 0x10, attested: 0x40 };

/** What an authenticator is asked for, and in what it may lie. */
interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly crossOrigin?: boolean;
  readonly isVerified?: boolean;
  readonly type?: string;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function clientData(type: string, { challenge, origin, crossOrigin = false, ...asked }: Asked): Buffer {
  return Buffer.from(JSON.stringify({ type: asked.type ?? type, challenge, origin, crossOrigin }));
}

function counted(counter: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(counter);
  return bytes;
}

/** An authenticator in software, as WebAuthn describes one: a P-256 key, no attestation. It does what it is told. */
export class Authenticator {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly id: string;
  counter = 0;

  constructor(
    private readonly isSyncable = false,
    id: Uint8Array = randomBytes(32),
  ) {
    this.id = base64url(id);
  }

  #data({ rpId, isVerified = true }: Asked, isAttested: boolean): Buffer {
    const flags =
      FLAGS.present +
      (isVerified ? FLAGS.verified : 0) +
      (this.isSyncable ? FLAGS.syncable + FLAGS.synced : 0) +
      (isAttested ? FLAGS.attested : 0);
    const party = createHash("sha256").update(rpId).digest();
    return Buffer.concat([party, Buffer.from([flags]), counted(this.counter)]);
  }

  #publicKey(): Uint8Array {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const coordinate = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(x)],
      [-3, coordinate(y)],
    ]);
    return isoCBOR.encode(key);
  }

  /** Makes a passkey. */
  create(asked: Asked): Registration {
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const authData = Buffer.concat([this.#data(asked, true), Buffer.alloc(16), length, id, this.#publicKey()]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", new Uint8Array(authData)],
    ]);
    const response = {
      clientDataJSON: base64url(clientData("webauthn.create", asked)),
      attestationObject: base64url(isoCBOR.encode(attestation)),
      transports: ["internal"],
    };
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, response };
  }

  /** Signs a challenge. `userHandle` is what it was told at the making. */
  sign(asked: Asked, userHandle?: string): Assertion {
    const said = clientData("webauthn.get", asked);
    const data = this.#data(asked, false);
    const hash = createHash("sha256").update(said).digest();
    const signature = sign("sha256", Buffer.concat([data, hash]), this.#keys.privateKey);
    const response = {
      clientDataJSON: base64url(said),
      authenticatorData: base64url(data),
      signature: base64url(signature),
      userHandle,
    };
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, response };
  }
}
