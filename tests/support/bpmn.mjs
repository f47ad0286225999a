// Reads a BPMN file from the standard input as other tools do; prints what it holds and what it warns of, as JSON.
import { readFileSync } from 'node:fs'
import { BpmnModdle } from 'bpmn-moddle'

const xml = readFileSync(0, 'utf8')
const { rootElement, elementsById, warnings } = await new BpmnModdle().fromXML(xml)
const drawn = new Set(rootElement.diagrams.flatMap((d) => d.plane.planeElement.map((one) => one.bpmnElement?.id)))
const held = Object.values(elementsById).filter((one) => /^bpmn:/.test(one.$type))
const visible = held.filter((one) => one.$instanceOf('bpmn:FlowElement') || /Lane$|Participant$/.test(one.$type))
process.stdout.write(JSON.stringify({
  warnings: warnings.map((one) => one.message),
  undrawn: visible.map((one) => one.id).filter((id) => !drawn.has(id)),
  kinds: Object.fromEntries(held.map((one) => [one.id, one.$type.slice(5)])),
  flows: held.filter((one) => one.$type === 'bpmn:SequenceFlow').map((one) => [one.sourceRef?.id, one.targetRef?.id, one.name ?? '']),
}))
