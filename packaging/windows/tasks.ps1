# What of Plantao begins by itself on Windows: tasks of the Task Scheduler in the account whose station it is.
#   tasks.ps1 -Begin display     the central display, with every sign-in of this account
#   tasks.ps1 -Begin agent       sync, reminders and backups, with every sign-in of this account
#   tasks.ps1 -Begin node        the ward, with every sign-in of this account
#   tasks.ps1 -Stop              ends what runs of this program, as an update does; -Start begins this account's tasks anew
#   tasks.ps1 -End               ends what runs and takes all tasks away; a station's data stay
#   tasks.ps1 -Keep ...          what the tasks themselves call: begins the program again where it fails
# NEVER RUN SO FAR: docs/installing.md. Letters of ASCII only: Windows PowerShell reads others as it likes.
param(
    [ValidateSet("display", "agent", "node")][string]$Begin,
    [ValidateSet("display", "agent", "node")][string]$Keep,
    [switch]$Stop, [switch]$Start, [switch]$End
)
$ErrorActionPreference = "Stop"
Set-StrictMode -Version 3
$path = "\Plantao\"
# Program, its argument, how its window is shown, and the seconds until it is begun again after a failure.
$programs = @{
    display = @("plantao.exe", "--kiosk", "Normal", 3)
    agent   = @("plantao-console.exe", "agent", "Hidden", 30)
    node    = @("plantao-console.exe", "node", "Hidden", 2)
}

function Stop-Ours {
    Get-ScheduledTask -TaskPath $path -ErrorAction SilentlyContinue | Stop-ScheduledTask
    $ours = { Get-Process -Name "plantao", "plantao-console" -ErrorAction SilentlyContinue |
        Where-Object { $_.Path -and $_.Path.StartsWith($PSScriptRoot, "OrdinalIgnoreCase") } }
    # Windows are asked to close, as by a person: drafts are kept. What has none is ended; it writes nothing half.
    & $ours | Where-Object { $_.MainWindowHandle -ne 0 } | ForEach-Object { [void]$_.CloseMainWindow() }
    for ($waited = 0; $waited -lt 30 -and (& $ours | Where-Object { $_.MainWindowHandle -ne 0 }); $waited++) { Start-Sleep -Seconds 1 }
    & $ours | Stop-Process -Force -ErrorAction SilentlyContinue
}

if ($Keep) {
    $program, $word, $style, $pause = $programs[$Keep]
    while ($true) {
        $child = Start-Process -FilePath (Join-Path $PSScriptRoot $program) -ArgumentList $word -WindowStyle $style -PassThru
        # Without having asked for it once, its exit status is not known afterwards.
        [void]$child.Handle
        $child.WaitForExit()
        # Closed by somebody who may: it is opened with the next sign-in, not before.
        if ($child.ExitCode -eq 0) { exit 0 }
        Start-Sleep -Seconds $pause
    }
}
if ($Stop) { Stop-Ours; exit 0 }
if ($Start) {
    Get-ScheduledTask -TaskPath $path -ErrorAction SilentlyContinue | Where-Object { ($_.Principal.UserId -split '\\')[-1] -eq $env:USERNAME } |
        Start-ScheduledTask
    exit 0
}
if ($End) {
    Stop-Ours
    Get-ScheduledTask -TaskPath $path -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false
    exit 0
}
if (-not $Begin) { throw "say what: -Begin display, agent or node; -Stop, -Start or -End" }
$identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
if ($identity.IsSystem) { throw "run this in the account whose station it is: the system's own has no desktop and no station" }
$call = "-NoProfile -NonInteractive -WindowStyle Hidden -ExecutionPolicy Bypass -File `"$PSCommandPath`" -Keep $Begin"
$action = New-ScheduledTaskAction -Execute "powershell.exe" -Argument $call
$trigger = New-ScheduledTaskTrigger -AtLogOn -User $identity.Name
# No limit of time, no stop on battery. Beginning again is done by -Keep: the scheduler's own counts to 255 at most.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries `
    -DontStopIfGoingOnBatteries -MultipleInstances IgnoreNew
$principal = New-ScheduledTaskPrincipal -UserId $identity.Name -LogonType Interactive -RunLevel Limited
$name = "$Begin " + ($identity.Name -replace '[\\/:*?"<>|]', '-')
Register-ScheduledTask -TaskPath $path -TaskName $name -Action $action -Trigger $trigger -Settings $settings `
    -Principal $principal -Force | Out-Null
