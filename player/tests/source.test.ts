import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { SourceError } from "../src/errors.ts";
import { BlobSource, EmbeddedSource, UrlSource } from "../src/source.ts";

const DATA = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a%20run.h5rec?x=1`;
}

function ranged(data: () => Uint8Array, asked: string[]) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    asked.push(request.headers.range ?? "all");
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const bytes = data();
    if (Number(from) >= bytes.length) {
      response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
      return;
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    const end = Number(from) + part.length - 1;
    response.writeHead(206, { "Content-Range": `bytes ${from}-${end}/${bytes.length}` }).end(part);
  };
}

describe("a URL", () => {
  test("is read in pieces", async () => {
    const asked: string[] = [];
    const source = new UrlSource(await serve(ranged(() => DATA, asked)));
    expect(source.name).toBe("a run.h5rec");
    expect(await source.size()).toBe(1000);
    expect(await source.read(10, 20)).toEqual(DATA.slice(10, 30));
    expect(await source.read(990, 100)).toEqual(DATA.slice(990));
    expect(await source.read(1000, 5)).toEqual(new Uint8Array(0));
    expect(await source.read(0, 0)).toEqual(new Uint8Array(0));
    expect(asked).toEqual(["bytes=0-0", "bytes=10-29", "bytes=990-1089", "bytes=1000-1004"]);
  });

  test("of a log that grows", async () => {
    let length = 0;
    const source = new UrlSource(await serve(ranged(() => DATA.subarray(0, length), [])));
    expect(await source.size()).toBe(0);
    length = 500;
    expect(await source.size()).toBe(500);
  });

  test("whose server knows no ranges is downloaded once", async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(200).end(DATA);
    });
    const source = new UrlSource(url);
    expect(await source.size()).toBe(1000);
    expect(await source.read(10, 20)).toEqual(DATA.slice(10, 30));
    expect(requests).toBe(1);
  });

  test.each([
    [
      "that is not there",
      (response: ServerResponse) => response.writeHead(404).end(),
      "the server answers 404",
    ],
    [
      "with another part than asked for",
      (response: ServerResponse) => response.writeHead(206, { "Content-Range": "bytes 5-9/10" }).end("abcde"),
      "another part than asked for",
    ],
    ["whose server hangs up", (response: ServerResponse) => response.destroy(), "cannot be fetched"],
  ])("%s", async (_, answer, message) => {
    const source = new UrlSource(await serve((_request, response) => void answer(response)));
    await expect(source.read(0, 5)).rejects.toThrow(SourceError);
    await expect(source.read(0, 5)).rejects.toThrow(message);
  });
});

test("a file", async () => {
  const source = new BlobSource(new File([DATA], "run.h5rec"));
  expect(source.name).toBe("run.h5rec");
  expect(await source.size()).toBe(1000);
  expect(await source.read(995, 10)).toEqual(DATA.slice(995));
});

describe("inside a page", () => {
  const element = (text: string): Element => ({ textContent: text }) as unknown as Element;

  test("in several elements", async () => {
    const parts = [DATA.subarray(0, 300), DATA.subarray(300)];
    const source = new EmbeddedSource(
      parts.map((part) => element(`\n${Buffer.from(part).toString("base64")}\n`)),
    );
    expect(await source.size()).toBe(1000);
    expect(await source.read(0, 1000)).toEqual(DATA);
  });

  test("that is not base64", () => {
    expect(() => new EmbeddedSource([element("%%%")])).toThrow(SourceError);
  });
});
