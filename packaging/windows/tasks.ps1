# What of Plantão begins by itself on Windows: tasks of the Task Scheduler in the account whose station it is.
#   tasks.ps1 -Begin display     the central display, with every sign-in of this account
#   tasks.ps1 -Begin agent       sync, reminders and backups, with every sign-in of this account
#   tasks.ps1 -Begin node        the ward, with every sign-in of this account
#   tasks.ps1 -End               takes all of them away; a station's data stay
# NEVER RUN SO FAR: docs/installing.md.
param([ValidateSet("display", "agent", "node")][string]$Begin, [switch]$End)
$ErrorActionPreference = "Stop"
Set-StrictMode -Version 3
$path = "\Plantao\"
$programs = @{
    display = @("plantao.exe", "--kiosk")
    agent   = @("plantao-console.exe", "agent")
    node    = @("plantao-console.exe", "node")
}

if ($End) {
    Get-ScheduledTask -TaskPath $path -ErrorAction SilentlyContinue | ForEach-Object {
        Stop-ScheduledTask -InputObject $_
        Unregister-ScheduledTask -InputObject $_ -Confirm:$false
    }
    exit 0
}
if (-not $Begin) { throw "say what: -Begin display, agent or node; or -End" }
$account = [System.Security.Principal.WindowsIdentity]::GetCurrent().Name
$program, $word = $programs[$Begin]
$action = New-ScheduledTaskAction -Execute (Join-Path $PSScriptRoot $program) -Argument $word
$trigger = New-ScheduledTaskTrigger -AtLogOn -User $account
# No limit of time, no stop on battery; one that fails is begun again after a minute, however often.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartInterval (New-TimeSpan -Minutes 1) `
    -RestartCount 999 -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -MultipleInstances IgnoreNew
$principal = New-ScheduledTaskPrincipal -UserId $account -LogonType Interactive -RunLevel Limited
Register-ScheduledTask -TaskPath $path -TaskName "$Begin $($account -replace '[\\/:*?""<>|]', '-')" -Action $action `
    -Trigger $trigger -Settings $settings -Principal $principal -Force | Out-Null
