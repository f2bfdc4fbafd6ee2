"use client";

import { Maximize2, Minus, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as RadixDialog } from "radix-ui";
import { type KeyboardEvent, useRef } from "react";
import { type ReactZoomPanPinchRef, TransformComponent, TransformWrapper } from "react-zoom-pan-pinch";
import { Button } from "#components/ui/button";
import type { ImageView } from "#lib/domain/media";

type ImageZoomProps = { image: ImageView; alt: string; onClose: () => void };

// Until a pixel of the picture is a patch that nobody overlooks.
const MAX_SCALE = 16;
// At once, so that each press counts, however quickly they follow each other.
const STEP = 0.5;
const STEP_PX = 80;

/** The whole screen for one picture: wheel, pinch, buttons and keys bring it nearer; the published file itself, not a small copy. */
export function ImageZoom({ image, alt, onClose }: ImageZoomProps) {
  const t = useTranslations("image.zoom");
  const view = useRef<ReactZoomPanPinchRef>(null);
  const opener = useRef<Element | null>(null);
  const move = (x: number, y: number) => {
    const { positionX = 0, positionY = 0, scale = 1 } = view.current?.state ?? {};
    view.current?.setTransform(positionX + x, positionY + y, scale, 80);
  };
  const keys: Record<string, () => void> = {
    "+": () => void view.current?.zoomIn(STEP, 0),
    "=": () => void view.current?.zoomIn(STEP, 0),
    "-": () => void view.current?.zoomOut(STEP, 0),
    "0": () => void view.current?.resetTransform(0),
    ArrowLeft: () => move(STEP_PX, 0),
    ArrowRight: () => move(-STEP_PX, 0),
    ArrowUp: () => move(0, STEP_PX),
    ArrowDown: () => move(0, -STEP_PX),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Nothing behind the picture may hear a key: on the review desk letters are verdicts.
    if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <RadixDialog.Root open onOpenChange={onClose}>
      <RadixDialog.Portal>
        <RadixDialog.Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className="fixed inset-0 z-50 flex animate-fade flex-col bg-page outline-none"
        >
          <div className="flex items-center gap-2 border-line border-b bg-surface px-3 py-2">
            <RadixDialog.Title className="min-w-0 grow truncate text-sm">{alt}</RadixDialog.Title>
            <Button size="sm" onClick={() => view.current?.zoomOut(STEP, 0)} aria-label={t("out")} shortcut="-">
              <Minus aria-hidden="true" />
            </Button>
            <Button size="sm" onClick={() => view.current?.zoomIn(STEP, 0)} aria-label={t("in")} shortcut="+">
              <Plus aria-hidden="true" />
            </Button>
            <Button size="sm" onClick={() => view.current?.resetTransform(0)} aria-label={t("fit")} shortcut="0">
              <Maximize2 aria-hidden="true" />
            </Button>
            <RadixDialog.Close asChild>
              <Button size="sm" variant="ghost" aria-label={t("close")}>
                <X aria-hidden="true" />
              </Button>
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 grow">
            <TransformWrapper ref={view} maxScale={MAX_SCALE} centerOnInit doubleClick={{ mode: "toggle" }}>
              <TransformComponent wrapperClass="!size-full" contentClass="!size-full !grid !place-items-center">
                {/* biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew. */}
                <img
                  src={image.fileUrl}
                  alt={alt}
                  width={image.width}
                  height={image.height}
                  className="image-ground h-auto max-h-full w-auto max-w-full object-contain"
                />
              </TransformComponent>
            </TransformWrapper>
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
