# Makes dist\plantao-VERSION-setup.exe on Windows 10 or 11 (64 bit) with Python 3.11 and Inno Setup 6.3 or newer: docs/installing.md.
# NEVER RUN SO FAR: no Windows machine was at hand when it was written. Read what it does before the first run.
# Letters of ASCII only: Windows PowerShell reads others as it likes.
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1 -Thumbprint THUMBPRINT
param(
    # The SHA-1 thumbprint of the signing certificate in the store of this user; without it nothing is signed.
    [string]$Thumbprint = "",
    # Who confirms the moment of the signature (RFC 3161); that of whoever issued the certificate.
    [string]$TimeStamp = "",
    # What makes the environment: the launcher of python.org's Python, or the path of a python.exe that is version 3.11.
    [string]$Launcher = "py",
    [string]$Iscc = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe"
)
$ErrorActionPreference = "Stop"
Set-StrictMode -Version 3
Set-Location (Join-Path $PSScriptRoot "..\..")

function Say([string]$words) { Write-Host "build: $words" }
function Must([string]$what) { if ($LASTEXITCODE -ne 0) { throw "$what ended with status $LASTEXITCODE" } }

$tool = ""
if ($Thumbprint) {
    $found = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Sort-Object FullName | Select-Object -Last 1
    if (-not $found) { throw "signtool.exe is missing: install the Windows SDK's signing tools" }
    if (-not $TimeStamp) { throw "give -TimeStamp: without it the signature ends with the certificate" }
    $tool = $found.FullName
}
$signing = @("sign", "/sha1", $Thumbprint, "/fd", "SHA256", "/tr", $TimeStamp, "/td", "SHA256", "/d", "Plantao")
function Sign([string[]]$files) {
    if (-not $tool) { return }
    & $tool @signing @files
    Must "signtool sign"
    Check $files
}
function Check([string[]]$files) {
    if (-not $tool) { return }
    & $tool verify /pa /all @files
    Must "signtool verify"
}

if (-not (Test-Path $Iscc)) { throw "Inno Setup 6 is missing: $Iscc" }

Say "the environment"
if (-not (Test-Path ".venv\Scripts\python.exe")) {
    if ($Launcher -eq "py") { & py "-3.11" -m venv .venv } else { & $Launcher -m venv .venv }
    Must "venv"
}
$python = Resolve-Path ".venv\Scripts\python.exe"
# The requirement lines of pyproject.toml, as packaging/setup.sh takes them: the program itself comes from this checkout.
$lines = "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; " +
    "print('\n'.join(p['dependencies'] + p['optional-dependencies']['package']))"
& $python -c $lines | Set-Content -Encoding ascii .venv\requirements.txt
Must "reading the requirements"
# Constraints hold for what is installed; what Windows alone needs besides (pywin32-ctypes, pefile) is told at the end.
& $python -m pip install --quiet --disable-pip-version-check --prefer-binary --constraint packaging\constraints.txt --requirement .venv\requirements.txt
Must "pip"
& $python -m pip freeze

$version = & $python -c "import tomllib; print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])"
Must "reading the version"
if (Get-Command git -ErrorAction SilentlyContinue) { $env:SOURCE_DATE_EPOCH = (& git log -1 --format=%ct) }
$env:PYTHONHASHSEED = "1"
$env:PYTHONUTF8 = "1"
$env:QT_QPA_PLATFORM = "offscreen"

Say "the program, version $version"
foreach ($folder in "build\parts", "build\desktop", "build\sbom") {
    if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
}
New-Item -ItemType Directory -Force build, dist | Out-Null
& $python packaging\desktop\render_icons.py build\parts
Must "render_icons.py"
& $python packaging\desktop\own_metadata.py build\parts
Must "own_metadata.py"
& $python -m PyInstaller --noconfirm --log-level WARN --distpath build\desktop --workpath build\work packaging\desktop\plantao.spec
Must "PyInstaller"
$lacking = Select-String -Path build\work\plantao\warn-plantao.txt -Pattern "^(invalid|missing) module named '?(app|ui)[.']"
if ($lacking) { throw "modules of this program are missing in it: $lacking" }
# Those in the rooms; what lies beside them (app\__init__.py) is no part of the count.
$top = (Get-Location).Path
$modules = @(Get-ChildItem app, ui -Recurse -Filter *.py | Where-Object { $_.Directory.Parent.FullName -ne $top }).Count
$loaded = & build\desktop\plantao\every.exe
Must "loading every module of the built program"
if ([int]$loaded -lt $modules - 1) { throw "of $modules modules the built program found $loaded" }
Remove-Item build\desktop\plantao\every.exe
& $python packaging\desktop\sbom.py build\sbom
Must "sbom.py"

Say "does it start?"
$env:PLANTAO_HOME = Join-Path (Get-Location) "build\try"
& build\desktop\plantao\plantao-console.exe doctor --json
if ($LASTEXITCODE -notin 0, 1) { throw "the built program does not start" }
'{"id": "x1", "age_years": 36, "weight_kg": 80, "conditions": ["hypertension"]}' | & build\desktop\plantao\plantao-console.exe classify -
Must "classify"
Remove-Item Env:PLANTAO_HOME

Sign @("build\desktop\plantao\plantao.exe", "build\desktop\plantao\plantao-console.exe")

Say "the set-up"
# Inno Setup signs the set-up and what it makes to remove the program; $q is its sign for a quotation mark, $f for the file.
$options = @("/Qp", "/DVersion=$version")
if ($tool) { $options += "/DSigned=1", ('/Ssigner=$q' + $tool + '$q ' + ($signing -join " ") + ' $f') }
& $Iscc @options packaging\windows\plantao.iss
Must "Inno Setup"
$setup = "dist\plantao-$version-setup.exe"
Check @($setup)
Copy-Item build\sbom\plantao.cdx.json "dist\plantao-$version-windows.cdx.json"
if ($Thumbprint) { Say "$setup, signed" } else { Write-Warning "$setup is NOT SIGNED: for trying alone, never for a clinic" }
