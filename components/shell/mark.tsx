/** The product's mark: an unbroken line through three records, one of them in the light. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg aria-hidden="true" className="shrink-0" height={size} viewBox="0 0 18 18" width={size}>
      <path className="fill-none stroke-ink" d="M3 9h12" strokeWidth="2" />
      <circle className="fill-ground stroke-ink" cx="3.5" cy="9" r="2.2" strokeWidth="1.6" />
      <circle className="fill-accent" cx="9" cy="9" r="3.2" />
      <circle className="fill-ground stroke-ink" cx="14.5" cy="9" r="2.2" strokeWidth="1.6" />
    </svg>
  );
}
