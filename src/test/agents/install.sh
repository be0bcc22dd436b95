#!/bin/bash
# Installs the agents and SDKs, each at a fixed version, into $AGENTS_WORK/npm. Run it again at will: what is there stays.
set -euo pipefail
WORK=$(realpath -m "${AGENTS_WORK:-target/agents}")

get() { # folder package@version...
  local folder=$WORK/npm/$1 wanted; shift
  wanted=$(printf '%s\n' "$@")
  [ "$(cat "$folder/.wanted" 2>/dev/null)" = "$wanted" ] && return
  rm -rf "$folder"; mkdir -p "$folder"
  echo '{"private":true}' >"$folder/package.json"
  (cd "$folder" && npm install --no-audit --no-fund --no-update-notifier --loglevel=error "$@")
  echo "$wanted" >"$folder/.wanted"
  echo "installed: $*"
}

get claude   @anthropic-ai/claude-code@2.1.332
get codex    @openai/codex@0.171.0
get gemini   @google/gemini-cli@0.61.0
get opencode opencode-ai@1.18.33
get continue @continuedev/cli@1.5.47
get cline    cline@3.0.65
get sdk      ai@6.0.326 @ai-sdk/openai@3.0.141 @ai-sdk/anthropic@3.0.140 @ai-sdk/google@3.0.141 @ai-sdk/openai-compatible@2.0.92 \
             @langchain/core@1.4.0 @langchain/openai@1.5.8 @langchain/anthropic@1.5.11 @langchain/google-genai@2.3.2 @langchain/ollama@1.3.0 \
             openai@6.49.0 @anthropic-ai/sdk@1.14.0 @google/genai@2.32.0 ollama@0.6.4 zod@4.6.7
get genai-1.30 @google/genai@1.30.0
