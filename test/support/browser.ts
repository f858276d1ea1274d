import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PASSWORD, root } from './installation.js';

const CHROMIUM = '/usr/bin/chromium';
/** Where pictures are kept, for people to look at; not in the repository. */
const PICTURES = join(root, 'coverage', 'pictures');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How somebody looks at the dashboard. */
export interface Look {
  readonly language: 'zh' | 'en';
  readonly brightness: 'light' | 'dark';
  /** Of the window, in pixels. */
  readonly width: number;
  /** Where the browser is; else where this machine is. */
  readonly timezone?: string;
}

/** Chromium of the system, which is installed where it is missing and this may be done. */
export function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], options);
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** Somebody who looks at the dashboard of a running installation. */
export class Visitor {
  /** What the browser complained of: errors of scripts, warnings of React, files that were not found. */
  readonly complaints: string[] = [];

  private constructor(
    readonly address: string,
    readonly look: Look,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async arrive(browser: Browser, address: string, look: Partial<Look> = {}): Promise<Visitor> {
    const whole: Look = { language: 'en', brightness: 'light', width: 1280, ...look };
    const context = await browser.newContext({
      viewport: { width: whole.width, height: 800 },
      ...(whole.timezone && { timezoneId: whole.timezone }),
    });
    await context.addInitScript(({ language, brightness }) => {
      localStorage.setItem('mallkeeper.language', language);
      localStorage.setItem('mallkeeper.brightness', brightness);
    }, whole);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const visitor = new Visitor(address, whole, context, page);
    await page.goto(address);
    return visitor;
  }

  async signIn(password = PASSWORD, username = 'admin'): Promise<void> {
    await this.sendSignIn(username, password);
    await this.page.locator('#content h1').waitFor();
    // Asking who is signed in is answered with 401 until somebody is, which the browser reports.
    this.complaints.length = 0;
  }

  /** Fills in the door's form, and sends it. */
  async sendSignIn(username: string, password: string): Promise<void> {
    await this.page.locator('input[autocomplete=username]').fill(username);
    await this.page.locator('input[autocomplete=current-password]').fill(password);
    await this.page.locator('button[type=submit]').click();
  }

  /** Goes to a page, and waits until what it shows has come. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.address}${path}`);
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.page.locator('#content h1').waitFor();
    await this.page.waitForFunction(
      () =>
        document.querySelector(
          '#content .ant-spin-spinning, #content .ant-skeleton-active, [aria-busy=true]',
        ) === null,
    );
    // What is still moving or fading has no place and no colour yet.
    await this.page.evaluate(async () => {
      const ends = document
        .getAnimations()
        .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
        .map(({ finished }) => finished);
      await Promise.allSettled(ends);
    });
  }

  async takePicture(name: string): Promise<void> {
    const { language, brightness, width } = this.look;
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}-${language}-${brightness}-${width}.png`) });
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}
