import { Canvas } from "./picture-canvas";

const rows = [
  { y: 82, width: 46, amount: "+2" },
  { y: 101, width: 38, amount: "+10" },
  { y: 120, width: 52, amount: "+2" },
];

/** A statement: amounts with their causes, the newest line marked, a sum under a rule. */
export function PicturePoints() {
  return (
    <Canvas to={false}>
      <rect x="76" y="36" width="128" height="136" rx="8" strokeWidth="1.5" className="fill-surface stroke-edge" />
      <path d="M92 56h34" strokeWidth="5" className="stroke-accent" />
      <path d="M76 68h128" strokeWidth="1.5" className="stroke-line" />
      <rect x="77" y="110" width="126" height="20" className="fill-accent-soft" />
      <g fontSize="11.5" fontWeight="600" textAnchor="end" className="tabular fill-ink">
        {rows.map((row) => (
          <g key={row.y}>
            <path d={`M92 ${row.y}h${row.width}`} strokeWidth="5" className="stroke-line" />
            <text x="190" y={row.y + 4}>
              {row.amount}
            </text>
          </g>
        ))}
        <path d="M164 138h26" strokeWidth="1.5" className="stroke-ink" />
        <text x="190" y="157" fontSize="14" fontWeight="700">
          14
        </text>
      </g>
      <path d="M92 152h24" strokeWidth="5" className="stroke-line" />
    </Canvas>
  );
}
