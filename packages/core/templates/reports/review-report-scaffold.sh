#!/bin/sh
# Creates the files of an empty review report: docs/reports/NAME/00-… to 03-….
#
#   usage: review-report-scaffold.sh NAME [PROJECT]
#
# Existing files are left as they are.
set -eu

name=${1:-}
project=${2:-$(basename "$PWD")}

case $name in
  '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*)
    echo 'usage: review-report-scaffold.sh NAME [PROJECT]' >&2
    echo 'NAME becomes a folder below docs/reports: letters, digits, dot, dash, underscore.' >&2
    exit 2
    ;;
esac

folder=docs/reports/$name
mkdir -p "$folder"

# Takes the file name as $1 and its content from standard input.
create() {
  if [ -e "$folder/$1" ]; then
    cat >/dev/null
    echo "kept    $folder/$1"
  else
    cat >"$folder/$1"
    echo "created $folder/$1"
  fi
}

# Takes the file name, the title and the first finding id.
create_findings() {
  create "$1" <<END
# $2: $project

<!-- One section per finding, below the heading of its severity:

### $3: Title of the finding

- **Severity:** High
- **File:** \`path/to/file.ts:12\`

What is wrong, what it leads to, what would be right.
-->

## Critical

## High

## Medium

## Low
END
}

create 00-executive-summary.md <<END
# Executive summary: $project

| Severity | Count |
| -------- | ----- |
| Critical | 0     |
| High     | 0     |
| Medium   | 0     |
| Low      | 0     |

## Overview

## Files

- 01-security-review.md
- 02-code-quality-review.md
- 03-qa-test-coverage.md
END

create_findings 01-security-review.md 'Security review' SEC-API-1
create_findings 02-code-quality-review.md 'Code quality review' CQ-API-1
create_findings 03-qa-test-coverage.md 'QA and test coverage' TEST-001
