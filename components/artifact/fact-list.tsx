import { Copyable } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts } from "@/components/ui/section";
import { amount } from "@/lib/contract/amount";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const LONG = 60;

/** "row_count" → "row count". */
export function factName(name: string): string {
  return name.replaceAll("_", " ").replace(/\bsha256\b/, "SHA-256");
}

function TextValue({ name, value }: { name: string; value: string }) {
  if (DIGEST.test(value)) {
    return <Copyable text={value} what={factName(name)} />;
  }
  if (INSTANT.test(value)) {
    return <Moment iso={value} />;
  }
  // A sentence is read, and wraps; what has no spaces is copied.
  const isLong = !value.includes(" ") && (value.length > LONG || /^[a-z]+:\/\//.test(value));
  return isLong ? <Copyable most={LONG} text={value} what={factName(name)} /> : <bdi>{value}</bdi>;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What stands within a value: names and values again, or one after the other. */
function Inner({ value }: { value: unknown }) {
  if (!isMap(value)) {
    return String(value);
  }
  return Array.isArray(value) && !value.some(isMap) ? value.join(", ") : <MapValue value={value} />;
}

function MapValue({ value }: { value: object }) {
  return (
    <table className="self-start text-xs">
      <tbody>
        {Object.entries(value).map(([name, inner]) => (
          <tr className="align-top" key={name}>
            <th className="pr-3 text-left font-normal text-ink-soft" scope="row">
              {Array.isArray(value) ? Number(name) + 1 : name}
            </th>
            <td className="font-mono break-all">
              <Inner value={inner} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ListValue({ name, value }: { name: string; value: readonly unknown[] }) {
  if (value.length === 0) {
    return "none";
  }
  return value.some(isMap) ? (
    <MapValue value={value} />
  ) : (
    <ul className="flex flex-wrap gap-x-3">
      {value.map((each) => (
        <li className="min-w-0" key={String(each)}>
          <FactValue name={name} value={each} />
        </li>
      ))}
    </ul>
  );
}

/** One recorded value, as its kind is best read. */
export function FactValue({ name, value }: { name: string; value: unknown }) {
  switch (typeof value) {
    case "number":
      return amount(value);
    case "boolean":
      return value ? "yes" : "no";
    case "string":
      return <TextValue name={name} value={value} />;
    default:
      if (Array.isArray(value)) {
        return <ListValue name={name} value={value} />;
      }
      return isMap(value) ? <MapValue value={value} /> : "none";
  }
}

interface FactListProps {
  facts: Readonly<Record<string, unknown>>;
  /** The facts that such a record may state; those absent are named as not recorded. */
  expected?: readonly string[];
}

/** Everything that is recorded, and the names of what is not. */
export function FactList({ facts, expected = [] }: FactListProps) {
  const stated = Object.entries(facts);
  const missing = expected.filter((name) => !(name in facts));
  return (
    <>
      {stated.length > 0 ? (
        <Facts>
          {stated.map(([name, value]) => (
            <Fact key={name} name={factName(name)}>
              <FactValue name={name} value={value} />
            </Fact>
          ))}
        </Facts>
      ) : null}
      {missing.length > 0 ? (
        <p className="mt-2 text-xs text-ink-faint">
          <span className="italic">Not recorded:</span> {missing.map(factName).join(", ")}.
        </p>
      ) : null}
    </>
  );
}
