; The set-up for Windows, made by build.ps1 (docs/installing.md). NEVER RUN SO FAR.
; Removing takes the program away and nothing of what people wrote with it. Inno Setup 6.3 or newer; the mark at the
; beginning of this file (BOM) says that it is UTF-8.
#ifndef Version
  #error build.ps1 gives the version
#endif

[Setup]
AppId={{7C0B8C5B-5B7C-4E0B-9C0F-3C2F0E7A51D4}
AppName=Plantão
AppVersion={#Version}
AppPublisher=Plantão contributors
DefaultDirName={autopf}\Plantao
DefaultGroupName=Plantão
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=plantao-{#Version}-setup
SetupIconFile=..\..\build\parts\plantao.ico
UninstallDisplayIcon={app}\plantao.exe
Compression=lzma2/max
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=admin
MinVersion=10.0.17763
#ifdef Signed
SignTool=signer
SignedUninstaller=yes
#endif
ChangesAssociations=yes
; Whoever has a window open is asked to close it; drafts are kept.
CloseApplications=yes
RestartApplications=no

[Languages]
Name: "pt_BR"; MessagesFile: "compiler:Languages\BrazilianPortuguese.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
pt_BR.Display=Central de monitores: abrir em tela cheia quando esta conta entra no Windows
en.Display=Central display: open on the whole screen when this account signs in to Windows
pt_BR.Agent=Trabalho em segundo plano (sincronização, lembretes, cópias) também com a janela fechada
en.Agent=Background work (sync, reminders, backups) while the window is closed too
pt_BR.Bundle=Arquivo do Plantão entre estações
en.Bundle=Plantão bundle between stations
pt_BR.Kept=Os dados das estações foram mantidos.
en.Kept=The stations' data were kept.

[Tasks]
Name: "display"; Description: "{cm:Display}"; Flags: unchecked
Name: "agent"; Description: "{cm:Agent}"; Flags: unchecked

[InstallDelete]
; What a version before left inside its own folder and this one has no more.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\desktop\plantao\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "..\..\build\sbom\*"; DestDir: "{app}\parts"; Flags: recursesubdirs ignoreversion
Source: "..\..\docs\installing.md"; DestDir: "{app}\parts"; Flags: ignoreversion
Source: "..\..\docs\unattended-set-up.md"; DestDir: "{app}\parts"; Flags: ignoreversion
Source: "..\..\CHANGELOG.md"; DestDir: "{app}\parts"; Flags: ignoreversion
Source: "tasks.ps1"; DestDir: "{app}"; Flags: ignoreversion

[Dirs]
; For the policy. Who may write there is said below: below this folder of the system everybody may else make files.
Name: "{commonappdata}\Plantao"

[Icons]
Name: "{autoprograms}\Plantão"; Filename: "{app}\plantao.exe"
Name: "{autodesktop}\Plantão"; Filename: "{app}\plantao.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.plantao"; ValueType: string; ValueData: "Plantao.Bundle"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Plantao.Bundle"; ValueType: string; ValueData: "{cm:Bundle}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Plantao.Bundle\DefaultIcon"; ValueType: string; ValueData: "{app}\plantao.exe,0"
Root: HKA; Subkey: "Software\Classes\Plantao.Bundle\shell\open\command"; ValueType: string; ValueData: """{app}\plantao.exe"" ""%1"""

[Run]
; Administrators and the system write the policy, everybody reads it (by their numbers: names differ with the language).
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Plantao"" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /Q"; Flags: runhidden
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -Begin display"; Flags: runhidden runasoriginaluser; Tasks: display
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -Begin agent"; Flags: runhidden runasoriginaluser; Tasks: agent
; Tasks of before an update, which it has ended.
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -Start"; Flags: runhidden runasoriginaluser
Filename: "{app}\plantao.exe"; Description: "Plantão"; Flags: nowait postinstall skipifsilent

[UninstallRun]
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -End"; Flags: runhidden; RunOnceId: "tasks"

[Code]
{ Before an update: its files are in use by what runs without a window as well. }
function PrepareToInstall(var NeedsRestart: Boolean): String;
var
  Status: Integer;
begin
  Result := '';
  if FileExists(ExpandConstant('{app}\tasks.ps1')) then
    Exec('powershell.exe', '-NoProfile -ExecutionPolicy Bypass -File "' + ExpandConstant('{app}\tasks.ps1') + '" -Stop',
      '', SW_HIDE, ewWaitUntilTerminated, Status);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if (Step = usPostUninstall) and not UninstallSilent then
    MsgBox(ExpandConstant('{cm:Kept}') + #13#10 + '%LOCALAPPDATA%\plantao', mbInformation, MB_OK);
end;
