import { chatReply, FakeModel, type Seen } from "./fake-model";

/* A model for the browser's tests, as a server of its own: it wants a key, and what it says follows from what it is asked. */
const KEY = "the-right-key";

function answer({ headers, body }: Seen) {
  if (headers.authorization !== `Bearer ${KEY}`) return { status: 401 };
  const asked = JSON.stringify(body);
  return asked.includes("riddle")
    ? chatReply("I do not know.", 12)
    : chatReply({ answer: { q1: "Praise" }, confidence: 0.8 }, 12);
}

const model = new FakeModel();
model.behave = answer;
await model.listen(Number(process.env.E2E_MODEL_PORT));
