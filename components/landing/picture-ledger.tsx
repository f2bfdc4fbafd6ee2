import { Canvas } from "./picture-canvas";

const leafX = Array.from({ length: 8 }, (_, at) => 49 + at * 26);
const nodeX = [62, 114, 166, 218];
const branchX = [88, 192];
const stamped = 2;

/** A Merkle tree of eight entries; the way from one stamped entry to the root stands out. */
export function PictureLedger() {
  return (
    <Canvas from={false} to={false}>
      <g fill="none" strokeWidth="1.5" className="stroke-edge">
        {leafX.map((x, at) => (
          <path key={x} d={`M${x} 152 ${nodeX[at >> 1]} 124`} />
        ))}
        {nodeX.map((x, at) => (
          <path key={x} d={`M${x} 124 ${branchX[at >> 1]} 92`} />
        ))}
        {branchX.map((x) => (
          <path key={x} d={`M${x} 92 140 52`} />
        ))}
      </g>
      <path d={`M${leafX[stamped]} 152 114 124 88 92 140 52`} fill="none" strokeWidth="3" className="stroke-accent" />
      <g strokeWidth="1.5" className="fill-surface stroke-edge">
        {[...nodeX.map((x) => [x, 124] as const), ...branchX.map((x) => [x, 92] as const)].map(([x, y]) => (
          <circle
            key={`${x}-${y}`}
            cx={x}
            cy={y}
            r="5.5"
            className={x === 114 || x === 88 ? "fill-accent-soft stroke-accent" : undefined}
          />
        ))}
        {leafX.map((x, at) => (
          <rect
            key={x}
            x={x - 9}
            y="152"
            width="18"
            height="18"
            rx="3"
            className={at === stamped ? "fill-accent stroke-accent" : undefined}
          />
        ))}
      </g>
      <path d={`m${49 + stamped * 26 - 4} 161 3 3.5 5-6`} fill="none" strokeWidth="2" className="stroke-on-accent" />
      <path d="M131 26h18l13 13v18l-13 13h-18l-13-13V39z" className="fill-accent" />
      <path d="m130.5 59 9.5-22 9.5 22M133.5 53l13-2.3" fill="none" strokeWidth="2.8" className="stroke-on-accent" />
    </Canvas>
  );
}
