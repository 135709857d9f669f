import { createRequire } from 'node:module';
import type PptxModule from 'pptxgenjs';
import { dataUri, type ImageFile, readImage } from '../writer/page/image-file.ts';
import { type Box, contain } from './page-layout.ts';
import { COLOUR, FONT } from './theme.ts';

/** Sets a picture into the box, whole and in its proportions; a line says so when it cannot be read. */
export async function addPicture(page: PptxModule.default.Slide, path: string, title: string, box: Box): Promise<void> {
  const image = await readImage(path);
  if (image === undefined) {
    page.addText('The picture is not available.', {
      ...box,
      h: 0.5,
      fontFace: FONT,
      fontSize: 14,
      color: COLOUR.muted,
      align: 'left',
      valign: 'top',
      margin: 0,
    });
    return;
  }
  const data = image.mediaType === 'image/svg+xml' ? await drawnPng(image) : dataUri(image);
  page.addImage({ ...contain(image.width, image.height, box), data, altText: title });
}

/** PowerPoint before 2019 and LibreOffice show an SVG badly or not at all. */
async function drawnPng({ bytes }: ImageFile): Promise<string> {
  const { Resvg } = await import('@resvg/resvg-js');
  const fontFiles = [createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')];
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' };
  const png = new Resvg(bytes.toString('utf8'), { fitTo: { mode: 'width', value: 1600 }, background: 'white', font }).render().asPng();
  return dataUri({ mediaType: 'image/png', bytes: Buffer.from(png) });
}
