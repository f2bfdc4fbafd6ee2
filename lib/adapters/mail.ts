import nodemailer from "nodemailer";
import type { Mailer } from "#lib/domain/adapter";
import { AppError } from "#lib/domain/error";

const TIMEOUT_MS = 15_000;

/** Sends by the SMTP server of `smtpUrl`; without one, says so (`available`), and links are handed over by an admin. */
export function smtpMailer(smtpUrl: string | undefined, from: string | undefined): Mailer {
  if (!smtpUrl || !from) {
    return { available: false, send: () => Promise.reject(new AppError("auth.mail_unavailable")) };
  }
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    available: true,
    send: async ({ to, subject, text }) => {
      // An address as an object is never parsed again, so no second recipient hides in it.
      await transport.sendMail({ from, to: { name: "", address: to }, subject, text });
    },
  };
}
