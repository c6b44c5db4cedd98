// The Observatory's own tests and grades on each page of a list, with the cookies of who opens it.
// Its `scan` asks for the front page of a name at the usual port alone, so this is `scan` with the
// port, the path and the headers that its `retrieve` takes.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { jobs, host, http, https } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const at = process.argv[3]
const from = path => import(pathToFileURL(`${at}/src/${path}`))
const { retrieve } = await from('retriever/retriever.js')
const { ALL_TESTS } = await from('constants.js')
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await from('grader/charts.js')
const { getGradeForScore, getScoreModifier } = await from('grader/grader.js')

const found = []
for (const job of jobs) {
  const headers = job.cookie ? [`Cookie: ${job.cookie}`] : []
  const asked = await retrieve(host, { path: job.path, httpPort: http, httpsPort: https, headers })
  if (!asked.responses.auto) throw new Error(`${job.name}: no answer`)
  const results = ALL_TESTS.map(test => test(asked))
  const modifiers = results.map(({ result }) => getScoreModifier(result))
  const uncurved = 100 + modifiers.filter(one => one < 0).reduce((sum, one) => sum + one, 0)
  const all = 100 + modifiers.reduce((sum, one) => sum + one, 0)
  const { grade, score } = getGradeForScore(uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : uncurved)
  const status = asked.responses.auto.status
  found.push({ page: job.name, grade, score, status, results: results.map(({ result }) => result) })
}
process.stdout.write(JSON.stringify(found))
