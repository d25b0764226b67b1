import { amount } from "@/lib/contract/amount";

/** "1 finding", "2,000 findings". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`;
}
