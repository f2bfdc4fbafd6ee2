import type { ColumnMapping } from "./batch";
import { type Language, languageTags } from "./language";

/** Names that tables in the wild give to each field, in English and Chinese; compared without case, spaces and marks. */
const aliases: Record<string, readonly string[]> = {
  text: [
    "text",
    "sentence",
    "content",
    "utterance",
    "query",
    "question",
    "body",
    "句子",
    "文字",
    "文本",
    "內容",
    "内容",
    "語句",
    "原文",
    "問題",
  ],
  prompt: [
    "prompt",
    "instruction",
    "question",
    "input",
    "user",
    "query",
    "提示",
    "提示詞",
    "提示词",
    "指令",
    "問題",
    "问题",
    "提問",
  ],
  reply: [
    "reply",
    "response",
    "answer",
    "output",
    "completion",
    "assistant",
    "回覆",
    "回答",
    "答案",
    "回應",
    "輸出",
    "回复",
  ],
  source: ["source", "src", "original", "sourcetext", "from", "原文", "來源", "原句", "源文", "英文", "en", "english"],
  target: [
    "target",
    "tgt",
    "translation",
    "targettext",
    "to",
    "譯文",
    "翻譯",
    "譯句",
    "目標",
    "中文",
    "zhtw",
    "zhhant",
    "chinese",
  ],
  chosen: ["chosen", "preferred", "better", "accepted", "winner", "選中", "較佳", "偏好", "較好", "優選"],
  rejected: ["rejected", "other", "worse", "loser", "落選", "較差", "捨棄", "未選"],
  label: [
    "label",
    "intent",
    "class",
    "category",
    "topic",
    "tag",
    "標籤",
    "標記",
    "類別",
    "分類",
    "意圖",
    "主題",
    "标签",
    "类别",
  ],
  messages: [
    "messages",
    "conversation",
    "conversations",
    "dialog",
    "dialogue",
    "chat",
    "turns",
    "訊息",
    "對話",
    "對話內容",
  ],
  file: [
    "file",
    "filename",
    "path",
    "filepath",
    "image",
    "picture",
    "photo",
    "audio",
    "clip",
    "檔名",
    "檔案",
    "圖片",
    "圖檔",
    "音檔",
    "文件名",
  ],
  caption: ["caption", "description", "alt", "text", "說明", "圖說", "描述", "内容"],
  transcript: ["transcript", "transcription", "sentence", "text", "逐字稿", "轉寫", "文字"],
  language: ["language", "lang", "locale", "語言", "語系", "语言"],
};

/**
 * The mapping a person most likely means: for each field the first column whose name is the field's own or a usual other name for it.
 * A column is used once; a table with as many columns as fields and no known name is left for the person to map.
 * Input: names as they stand in the file, the project's fields, its languages; output: a mapping that may still lack fields.
 */
export function guessMapping(
  columns: readonly string[],
  fields: readonly string[],
  languages: readonly string[],
): ColumnMapping {
  const free = new Map(columns.map((column) => [plainName(column), column]));
  const found: [string, string][] = [];
  for (const field of [...fields, "language"]) {
    const name = [field, ...(aliases[field] ?? [])].map(plainName).find((alias) => free.has(alias));
    if (name === undefined) continue;
    found.push([field, free.get(name) ?? name]);
    free.delete(name);
  }
  const [only] = columns;
  const [first] = fields;
  if (found.length === 0 && columns.length === 1 && only !== undefined && first !== undefined)
    found.push([first, only]);
  const mapped = Object.fromEntries(found);
  const language = onlyLanguage(languages);
  return language && !mapped.language ? { columns: mapped, language } : { columns: mapped };
}

/** Fields that the mapping leaves without a column, and "language" when neither a column nor a language for all is given. */
export function unmappedFields(mapping: ColumnMapping, fields: readonly string[]): string[] {
  const missing = fields.filter((field) => mapping.columns[field] === undefined);
  return mapping.columns.language === undefined && mapping.language === undefined ? [...missing, "language"] : missing;
}

/** The language that a project's rows are in when nothing else says so; undefined when there are several. */
function onlyLanguage(languages: readonly string[]): Language | undefined {
  return languages.length === 1 ? languageTags.find((tag) => tag === languages[0]) : undefined;
}

function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_\-.:：]+/gu, "");
}
