import { Canvas } from "./picture-canvas";

/** Sheets with writing in two scripts, the front one just being written. */
export function PictureData() {
  return (
    <Canvas from={false}>
      <g strokeWidth="1.5" className="stroke-edge">
        <g transform="rotate(-12 110 110)" className="fill-sunken">
          <rect x="58" y="46" width="116" height="88" rx="8" />
          <text x="68" y="66" fontSize="16" strokeWidth="0" className="fill-muted" lang="zh-TW">
            文
          </text>
        </g>
        <g transform="rotate(9 160 100)" className="fill-sunken">
          <rect x="104" y="40" width="116" height="88" rx="8" />
          <text x="192" y="60" fontSize="15" strokeWidth="0" className="fill-muted" lang="en">
            Aa
          </text>
        </g>
        <rect x="80" y="68" width="120" height="88" rx="8" className="fill-surface" />
      </g>
      <g fill="none" strokeWidth="5">
        <path d="M96 88h44" className="stroke-accent" />
        <path d="M96 106h86M96 121h74" className="stroke-line" />
        <path d="M96 136h38" className="stroke-line" />
      </g>
      <g strokeWidth="1.5" className="fill-accent-soft stroke-accent-text">
        <path d="m146 144 4-12 48-48 8 8-48 48z" />
        <path d="m150 132 8 8M190 92l8 8" fill="none" />
      </g>
    </Canvas>
  );
}
