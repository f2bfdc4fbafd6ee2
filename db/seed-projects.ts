import type { Content } from "#lib/domain/content";
import type { Language } from "#lib/domain/language";
import type { ProjectInput, ProjectState } from "#lib/domain/project";
import { rejectReasons } from "#lib/domain/review";
import { FLAT_RULE } from "#lib/domain/reward";

export type DemoProject = {
  input: ProjectInput;
  /** Who owns it, by the key of seed-people. */
  owner: string;
  /** File of db/demo with its items, one JSON object a line. */
  file: string | undefined;
  language: Language;
  /** Points that the treasury grants. */
  budget: number;
  /** Days before today on which it opens; undefined leaves it a draft. */
  openedDaysAgo: number | undefined;
  /** State in which the demo leaves it. */
  endState: ProjectState;
  /** Items that come in on the last day only; as many as in every project when nothing else is said. */
  keptBack?: number;
};

const common: Pick<
  ProjectInput,
  | "rejectReasons"
  | "rewardRule"
  | "personalData"
  | "nearDuplicates"
  | "nearThreshold"
  | "languageCheck"
  | "uniqueAcrossProjects"
  | "personRoomMb"
  | "projectRoomMb"
  | "otherLicences"
> = {
  otherLicences: [],
  personalData: "warn",
  nearDuplicates: "warn",
  nearThreshold: 60,
  languageCheck: "warn",
  uniqueAcrossProjects: false,
  personRoomMb: null,
  projectRoomMb: null,
  rejectReasons: [...rejectReasons],
  rewardRule: FLAT_RULE,
};

/** What the customers of the demo's bank want. */
export const bankIntents = [
  "age_limit",
  "cancel_transfer",
  "card_arrival",
  "card_not_working",
  "exchange_rate",
  "lost_or_stolen_card",
  "pin_blocked",
  "top_up_limits",
];

export const demoProjects: readonly DemoProject[] = [
  {
    owner: "meiling",
    file: "sentences-zh-tw.jsonl",
    language: "zh-TW",
    budget: 900,
    openedDaysAgo: 40,
    endState: "open",
    input: {
      ...common,
      name: "日常中文句子",
      slug: "everyday-zh-tw",
      summary: "收集台灣人平常會說、會寫的短句，供語音辨識與語言模型使用。",
      languages: ["zh-TW"],
      modality: "text",
      labelSchema: { kind: "none" },
      licence: "CC0-1.0",
      reviewsWanted: 3,
      acceptPrice: 2_000,
      reviewPrice: 250,
      guidelines:
        "## 我們要什麼\n\n一句你自己會說出口的話，**8 到 40 個字**，唸起來順、意思完整。\n\n## 請不要\n\n- 抄錄歌詞、新聞或書上的句子\n- 寫出任何人的姓名、電話或地址\n- 用注音文、表情符號或簡體字\n\n## 例子\n\n| 句子 | 結果 |\n|---|---|\n| 下班後要不要一起去吃碗麵？ | 採納 |\n| 哈哈哈 | 不採納（不成句） |",
    },
  },
  {
    owner: "oliver",
    file: "sentences-en.jsonl",
    language: "en",
    // Runs out on the last days: the demo shows a project whose queue is closed until it is funded again.
    budget: 172,
    openedDaysAgo: 33,
    endState: "open",
    input: {
      ...common,
      name: "English sentences to read aloud",
      slug: "read-aloud-en",
      summary: "Short English sentences that people of any accent can read aloud without stumbling.",
      languages: ["en"],
      modality: "text",
      labelSchema: { kind: "none" },
      licence: "CC0-1.0",
      reviewsWanted: 1,
      acceptPrice: 1_500,
      reviewPrice: 250,
      guidelines:
        "## What we want\n\nOne sentence of **5 to 20 words** that sounds natural when spoken.\n\n## Please avoid\n\n- digits and abbreviations: write *twenty*, not *20*\n- names of private people\n- anything you did not write yourself, unless it is in the public domain",
    },
  },
  {
    owner: "oliver",
    file: "banking-intents-en.jsonl",
    language: "en",
    budget: 1_200,
    openedDaysAgo: 26,
    endState: "open",
    input: {
      ...common,
      name: "Banking questions with intents",
      slug: "banking-intents",
      summary: "Questions that customers ask a bank, each with the one intent behind it.",
      languages: ["en"],
      modality: "text",
      labelSchema: {
        kind: "single_class",
        question: "What does the customer want?",
        classes: [...bankIntents],
      },
      licence: "CC-BY-4.0",
      reviewsWanted: 3,
      acceptPrice: 2_500,
      reviewPrice: 300,
      guidelines:
        "Write a question as a customer would type it, then choose **the one intent** that answers it best.\n\n1. One question only.\n2. No account numbers, no names.\n3. If two intents fit, choose the one that the customer would act on first.",
    },
  },
  {
    owner: "meiling",
    file: "images-zh-tw.jsonl",
    language: "zh-TW",
    budget: 150,
    openedDaysAgo: 9,
    endState: "open",
    keptBack: 8,
    input: {
      ...common,
      name: "看圖寫一句話",
      slug: "captions-zh-tw",
      summary: "一張圖片配一句說明，供視障者閱讀與圖文模型使用。A picture and one sentence that says what it shows.",
      languages: ["zh-TW", "en"],
      modality: "image_caption",
      labelSchema: { kind: "none" },
      licence: "CC0-1.0",
      reviewsWanted: 3,
      acceptPrice: 3_000,
      reviewPrice: 400,
      guidelines:
        "## 圖片\n\n自己拍的照片，或公眾領域的圖。**不要拍到認得出來的人、車牌或文件。**\n\n## 說明\n\n一句話，讓看不見的人也知道畫面裡有什麼：誰或什麼、在做什麼、在哪裡。不要猜測看不出來的事。\n\nOne sentence that tells somebody who cannot see the picture what is in it.",
    },
  },
  {
    owner: "meiling",
    file: "translations.jsonl",
    language: "zh-TW",
    budget: 200,
    openedDaysAgo: 20,
    endState: "paused",
    input: {
      ...common,
      name: "生活用語中英對照",
      slug: "phrases-zh-en",
      summary: "台灣生活裡用得到的句子與自然的英文說法。Everyday phrases of Taiwan with natural English.",
      languages: ["zh-TW", "en"],
      modality: "translation_pair",
      labelSchema: { kind: "none" },
      licence: "CC-BY-SA-4.0",
      reviewsWanted: 3,
      acceptPrice: 4_000,
      reviewPrice: 500,
      guidelines:
        "原文寫你真的會用到的句子，譯文要像英語母語者會說的話，不要逐字直譯。\n\nThe English should be what a native speaker would say, not a word-for-word rendering.",
    },
  },
  {
    owner: "meiling",
    file: "city-zh-tw.jsonl",
    language: "zh-TW",
    budget: 60,
    openedDaysAgo: 38,
    endState: "closed",
    input: {
      ...common,
      name: "市政語句",
      slug: "city-hall-zh-tw",
      summary: "公開市政資料裡的短句，第一期徵集已經結束。",
      languages: ["zh-TW"],
      modality: "text",
      labelSchema: { kind: "none" },
      licence: "CC0-1.0",
      reviewsWanted: 1,
      acceptPrice: 1_000,
      reviewPrice: 250,
      guidelines: "取自市政府公開資料、可以獨立成句的短句。請保留原文用字，不要自行改寫。",
    },
  },
  {
    owner: "oliver",
    file: undefined,
    language: "en",
    budget: 0,
    openedDaysAgo: undefined,
    endState: "draft",
    input: {
      ...common,
      name: "Which answer helps more?",
      slug: "helpful-answers",
      summary: "Pairs of answers to the same question, the more helpful one first.",
      languages: ["en", "zh-TW"],
      modality: "preference_pair",
      labelSchema: { kind: "none" },
      licence: "CC-BY-4.0",
      reviewsWanted: 5,
      acceptPrice: 5_000,
      reviewPrice: 500,
      guidelines:
        "Write a question, an answer that helps, and an answer that helps less. Both must be honest attempts.",
    },
  },
];

/** Recordings, told on one of the last days by themselves: what the others do is the same with them and without. */
export const demoVoices: DemoProject = {
  owner: "oliver",
  file: "voices-en.jsonl",
  language: "en",
  budget: 60,
  openedDaysAgo: 2,
  endState: "open",
  input: {
    ...common,
    name: "Voices of old books",
    slug: "voices-en",
    summary: "Sentences read aloud, each with its words, for speech recognition. 朗讀的句子與逐字稿，供語音辨識使用。",
    languages: ["en"],
    modality: "audio_transcript",
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 3,
    acceptPrice: 3_000,
    reviewPrice: 400,
    guidelines:
      "## Recording\n\nOne sentence, read as you would read it to a friend, in a quiet room. Your own voice, or a recording that is in the public domain.\n\n## Transcript\n\nThe words that are heard, no more and no fewer, with the punctuation of the text.",
  },
};

/** An item of a demo file as the form would send it; `file` names its image or recording in db/demo. */
export type DemoItem = Content;
