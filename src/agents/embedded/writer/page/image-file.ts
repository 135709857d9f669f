import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';

/** A picture read from a file, with its size in pixels. */
export interface ImageFile {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/svg+xml';
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

const MAX_BYTES = 12 * 1024 * 1024;

/**
 * Reads a picture by an absolute path. What is inside decides the type, not the name: a text may name any file, and only
 * a picture may find its way into what is written.
 *
 * @returns `undefined` for what is absent, too large (12 MiB) or no PNG, JPEG, GIF or SVG.
 */
export async function readImage(path: string): Promise<ImageFile | undefined> {
  if (!isAbsolute(path)) return undefined;
  try {
    const info = await stat(path);
    if (!info.isFile() || info.size > MAX_BYTES) return undefined;
    return imageOf(await readFile(path));
  } catch {
    return undefined;
  }
}

function imageOf(bytes: Buffer): ImageFile | undefined {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.toString('latin1', 12, 16) === 'IHDR') {
    return { mediaType: 'image/png', bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length > 10 && /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) {
    return { mediaType: 'image/gif', bytes, width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegOf(bytes);
  const start = bytes.toString('utf8', 0, 2000);
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s>]/.test(start) ? svgOf(bytes, start) : undefined;
}

/** The size stands in the first start-of-frame segment. */
function jpegOf(bytes: Buffer): ImageFile | undefined {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { mediaType: 'image/jpeg', bytes, height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function svgOf(bytes: Buffer, start: string): ImageFile {
  const tag = /<svg[^>]*>/.exec(start)?.[0] ?? '';
  const box = /viewBox\s*=\s*["'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(tag);
  const side = (name: string): number => Number(new RegExp(`\\s${name}\\s*=\\s*["']([\\d.]+)(?:px)?["']`).exec(tag)?.[1]);
  const width = side('width') || Number(box?.[1]) || 640;
  const height = side('height') || Number(box?.[2]) || 400;
  return { mediaType: 'image/svg+xml', bytes, width, height };
}

/** The picture as a data URI. A picture in an `<img>` runs no scripts and loads nothing, an SVG neither. */
export function dataUri({ mediaType, bytes }: Pick<ImageFile, 'mediaType' | 'bytes'>): string {
  return `data:${mediaType};base64,${bytes.toString('base64')}`;
}
