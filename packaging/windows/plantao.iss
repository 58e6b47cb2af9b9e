; The set-up for Windows, made by build.ps1 (docs/installing.md). NEVER RUN SO FAR.
; Removing takes the program away and nothing of what people wrote with it.
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
ChangesAssociations=yes
; Whoever has a window open is asked to close it; drafts are kept. Nothing is ended behind anybody's back.
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
; The policy belongs to the administrators: everybody reads it, they alone write (the program refuses another one).
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
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -Begin display"; Flags: runhidden runasoriginaluser; Tasks: display
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -Begin agent"; Flags: runhidden runasoriginaluser; Tasks: agent
Filename: "{app}\plantao.exe"; Description: "Plantão"; Flags: nowait postinstall skipifsilent

[UninstallRun]
Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\tasks.ps1"" -End"; Flags: runhidden; RunOnceId: "tasks"

[Code]
procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if (Step = usPostUninstall) and not UninstallSilent then
    MsgBox(ExpandConstant('{cm:Kept}') + #13#10 + '%LOCALAPPDATA%\plantao', mbInformation, MB_OK);
end;
