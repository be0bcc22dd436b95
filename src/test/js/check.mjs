// What the scripts share. Each runs its cases against the Serai at SERAI_URL, whose provider "well" is a fake vendor, and fails by its exit code.
import assert from "node:assert/strict";

export { assert };
export const url = process.env.SERAI_URL;
export const model = "well/small";
export const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

export async function run(cases) {
  let failed = 0;
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test();
      console.log(`ok ${name}`);
    } catch (e) {
      failed++;
      console.log(`FAILED ${name}: ${e.stack}`);
    }
  }
  process.exit(failed ? 1 : 0);
}

/** The error that a call ends with. */
export async function failure(call) {
  try {
    await call();
  } catch (e) {
    return e;
  }
  throw new Error("it did not fail");
}
