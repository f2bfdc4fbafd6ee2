import { Canvas } from "./picture-canvas";

const votes = [
  { x: 104, accepts: true },
  { x: 140, accepts: true },
  { x: 176, accepts: false },
];

/** One sheet, three votes apart from each other, and the stamp that their majority sets. */
export function PictureReview() {
  return (
    <Canvas>
      <path
        d="M140 112v12M104 142v-8a10 10 0 0 1 10-10h52a10 10 0 0 1 10 10v8M140 124v8"
        fill="none"
        strokeWidth="1.5"
        className="stroke-edge"
      />
      <rect x="80" y="38" width="120" height="74" rx="8" strokeWidth="1.5" className="fill-surface stroke-edge" />
      <g fill="none" strokeWidth="5" className="stroke-line">
        <path d="M96 58h48M96 75h60M96 92h40" />
      </g>
      <g transform="rotate(-10 178 92)">
        <path
          d="M169 70h18l13 13v18l-13 13h-18l-13-13V83z"
          strokeWidth="2"
          className="fill-accent-soft stroke-accent"
        />
        <path d="m169 93 6 6 12-14" fill="none" strokeWidth="3" className="stroke-accent-text" />
      </g>
      {votes.map((vote) => (
        <g key={vote.x} fill="none" strokeWidth="2.5">
          <circle
            cx={vote.x}
            cy="151"
            r="14"
            strokeWidth="1.5"
            className={vote.accepts ? "fill-success-soft stroke-success" : "fill-danger-soft stroke-danger"}
          />
          {vote.accepts ? (
            <path d={`m${vote.x - 6} 151 4 5 8-9`} className="stroke-success-text" />
          ) : (
            <path d={`m${vote.x - 5} 146 10 10m0-10-10 10`} className="stroke-danger-text" />
          )}
        </g>
      ))}
    </Canvas>
  );
}
