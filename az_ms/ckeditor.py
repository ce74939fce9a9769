"""CKEditor 4's settings: only what the allow-list of bodies keeps, and none of what its known holes need.

No source view, no full-page mode, no dialogs for attributes, no plug-in that fetches or uploads. The server cleans
every body all the same (topics/cleaning.py): the editor's own filter is no defence. Why this editor, and the way
out of it: docs/decisions/0008-ckeditor.md.
"""

_REMOVED = (
    "scayt,wsc,exportpdf,flash,iframe,iframedialog,forms,image,image2,smiley,preview,print,save,newpage,templates,"
    "colorbutton,colordialog,font,justify,div,pagebreak,language,bidi,uploadimage,uploadwidget,uploadfile,easyimage,"
    "cloudservices,emoji,codesnippet,codesnippetgeshi,embed,embedbase,embedsemantic,autoembed,mathjax,docprops,"
    "bbcode,devtools,elementspath,copyformatting,about,sourcearea,sourcedialog,stylescombo,contextmenu,tabletools,"
    "tableselection,liststyle,tableresize,adobeair,uicolor,indentblock,horizontalrule"
)

# Plug-ins of ours, in static/topics/ckeditor. Their addresses are the plain ones, as for those of the editor itself.
_OWN = ("cursor", "cite", "abbr", "topiclink", "tablehead", "pasteclean", "spaces", "theme")

SAFE = {
    "customConfig": "",
    "stylesSet": False,
    "skin": "moono-lisa",
    "defaultLanguage": "en-gb",
    "contentsLanguage": "en-GB",
    "title": "Section text",
    "contentsCss": "/static/topics/ckeditor/contents.css",
    "toolbar": [
        {"name": "structure", "items": ["Format"]},
        {"name": "basic", "items": ["Bold", "Italic", "Subscript", "Superscript", "RemoveFormat"]},
        {"name": "lists", "items": ["NumberedList", "BulletedList", "Blockquote"]},
        {"name": "links", "items": ["TopicLink", "Link", "Unlink"]},
        {"name": "insert", "items": ["Cite", "Abbr", "Table", "TableHead", "SpecialChar"]},
        {"name": "tools", "items": ["PasteText", "PasteFromWord", "Undo", "Redo", "Find", "ShowBlocks", "Maximize"]},
    ],
    "format_tags": "p;h3;h4",
    "allowedContent": (
        "p h3 h4 blockquote strong em sub sup ul ol li br caption thead tbody tr;"
        "a[!href];abbr[!title];table;th[scope,colspan,rowspan];td[colspan,rowspan];"
        # Of the editor's own: a citation as it is shown. In the text that is saved it is the mark.
        "span[!data-cite]"
    ),
    "extraPlugins": ",".join(_OWN),
    "external_plugin_resources": [(name, f"/static/topics/ckeditor/{name}/", "plugin.js") for name in _OWN],
    "removePlugins": _REMOVED,
    "removeDialogTabs": "link:advanced;link:target;table:advanced",
    "linkShowAdvancedTab": False,
    "linkShowTargetTab": False,
    "linkDefaultProtocol": "https://",
    "coreStyles_bold": {"element": "strong", "overrides": "b"},
    "coreStyles_italic": {"element": "em", "overrides": "i"},
    "pasteFromWordRemoveFontStyles": True,
    "pasteFromWordRemoveStyles": True,
    "pasteFromWordPromptCleanup": False,
    "forcePasteAsPlainText": False,
    # The browser's own spelling check, in its own menu, as ours is taken out.
    "disableNativeSpellChecker": False,
    "entities": False,
    "entities_latin": False,
    "fillEmptyBlocks": False,
    "fullPage": False,
    "versionCheck": False,
    "height": 260,
    "width": "100%",
    "resize_dir": "vertical",
    "toolbarCanCollapse": False,
    # The arrows go from the first button to the last, and not round within a group that nobody sees as one.
    "toolbarGroupCycling": False,
}
