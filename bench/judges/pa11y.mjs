// Goes through a list of pages with pa11y; each page is opened once and judged in every look.
// Called by pa11y.py with a file of jobs; prints what was found as JSON.
import { readFileSync } from 'node:fs'
import pa11y from 'pa11y'
import puppeteer from 'puppeteer'

const { jobs, looks, chromium } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
})
const found = []

async function press (page, words) {
  const arrived = page.waitForNavigation()
  await page.evaluate(wanted => {
    [...document.querySelectorAll('main button')]
      .find(one => one.textContent.trim() === wanted).click()
  }, words)
  await arrived
}

async function judge (job) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const { hostname } = new URL(job.url)
  for (const pair of job.cookie ? job.cookie.split('; ') : []) {
    const at = pair.indexOf('=')
    await context.setCookie({ name: pair.slice(0, at), value: pair.slice(at + 1), domain: hostname, path: '/' })
  }
  const answer = await page.goto(job.url)
  if (job.button) await press(page, job.button)
  else if (answer.status() !== job.status) throw new Error(`${job.name}: ${answer.status()}`)
  for (const [width, scheme] of looks) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.setViewport({ width, height: 900 })
    const { issues } = await pa11y(page.url(), {
      browser, page, ignoreUrl: true, runners: ['axe', 'htmlcs'], standard: 'WCAG2AA', timeout: 60000
    })
    for (const { code, runner, message, context: html, selector, runnerExtras } of issues) {
      found.push({ page: job.name, width, scheme, code, runner, message, html, selector, runnerExtras })
    }
  }
  await context.close()
}

async function worker () {
  while (jobs.length) await judge(jobs.shift())
}
await Promise.all([worker(), worker()])
await browser.close()
process.stdout.write(JSON.stringify(found))
