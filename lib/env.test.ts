import { expect, test } from "vitest";
import { parseEnv } from "./env";
import { SetupError } from "./errors";

test("the app listens on loopback unless an address of the machine is named", () => {
  expect(parseEnv({}).listenAddress).toBe("127.0.0.1");
  expect(parseEnv({ LISTEN_ADDRESS: "" }).listenAddress).toBe("127.0.0.1");
  for (const address of ["0.0.0.0", "::1", "localhost"]) {
    expect(parseEnv({ LISTEN_ADDRESS: address }).listenAddress).toBe(address);
  }
  const wrong = () => parseEnv({ LISTEN_ADDRESS: "everywhere" });
  expect(wrong).toThrow(SetupError);
  expect(wrong).toThrow("LISTEN_ADDRESS must be an IP address of this machine");
});
