import { clsx } from "clsx";
import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ButtonProps, "icon" | "children" | "shortcut" | "aria-label"> & {
  /** Accessible name, also shown as a tooltip. */
  label: string;
  icon: React.ReactNode;
};

/** A square button that shows an icon only; its label is its name and its tooltip. */
export function IconButton({ label, icon, className, variant = "ghost", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} labels>
      <Button {...rest} variant={variant} aria-label={label} className={clsx("aspect-square !px-0", className)}>
        {icon}
      </Button>
    </Tooltip>
  );
}
